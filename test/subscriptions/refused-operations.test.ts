import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { openAcknowledgedSocket } from './raw-socket.js';
import { streamAnswer } from './stream-answer.js';
import { overEventStream, overWebSocket, serverEvents } from './subscriber.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

/** What both transports refuse, with the code of the first error. */
const refused: [what: string, request: object, code: string][] = [
  ['a query', { query: '{ viewer { name } }' }, 'BAD_REQUEST'],
  ['a mutation', { query: 'mutation { signOut { signedOut } }' }, 'BAD_REQUEST'],
  ['a text that is no GraphQL', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
  [
    '100,001 characters',
    { query: `subscription { deliveryServerChanged { kind } } #${'x'.repeat(99_952)}` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['10,000 tokens', { query: `subscription { ${'a '.repeat(10_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
  [
    'a field that is not there',
    { query: 'subscription { deliveryServerChange { id } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'two subscriptions in one',
    { query: 'subscription { deliveryServerChanged { id } userGroupChanged { id } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'too deep a selection',
    {
      query: `subscription { deliveryServerChanged { deliveryServer ${'{ assignments { userGroup { assignments { deliveryServer'.repeat(3)} { id } ${'} } } }'.repeat(3)} } }`,
    },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'the name of no operation',
    { query: serverEvents, operationName: 'Other' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    '31 aliases',
    {
      query: `subscription { deliveryServerChanged { ${Array.from({ length: 31 }, (_, i) => `a${i}: id`).join(' ')} } }`,
    },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'what costs too much',
    {
      query: `subscription { deliveryServerChanged { deliveryServer { ${Array.from(
        { length: 30 },
        (_, i) =>
          `a${i}: assignments { userGroup { assignments { deliveryServer { assignments { userGroup { assignments { channel } } } } } } }`,
      ).join(' ')} } } }`,
    },
    'COST_LIMIT_EXCEEDED',
  ],
  [
    'variables with more values than any list may have',
    { query: serverEvents, variables: { ids: Array(20_001).fill('ds_1') } },
    'BAD_USER_INPUT',
  ],
  [
    'a condition on its field',
    {
      query:
        'subscription ($x: Boolean = true) { ...F @skip(if: $x) } fragment F on Subscription { deliveryServerChanged { id } }',
    },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['variables that do not fit', { query: serverEvents, variables: { ids: [{}] } }, 'BAD_USER_INPUT'],
];

describe.each(refused)('%s', (_, request, code) => {
  it('is answered over a WebSocket with an error, and the connection stays', async () => {
    const { send, messages, socket, closed } = await openAcknowledgedSocket(app);
    send({ type: 'subscribe', id: '1', payload: request });
    await expect.poll(() => messages.length).toBeGreaterThan(1);
    expect(messages[1]).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    send({ type: 'ping' });
    await expect.poll(() => messages.at(-1)).toEqual({ type: 'pong' });
    socket.close();
    await closed;
  });

  it('is answered over server-sent events with 400', async () => {
    const { status, errors } = await streamAnswer(app, request);
    expect([status, errors[0].extensions.code]).toEqual([400, code]);
  });
});

describe('a credential that has used up its points', () => {
  it('opens no subscription until the minute is over', async () => {
    const poor = await startTestApp({ rateLimit: 2 });
    try {
      const statuses: number[] = [];
      // A new minute may begin once in between.
      for (let round = 0; round < 6; round += 1) {
        const { status } = await streamAnswer(poor, { query: '{ viewer { name } }' });
        statuses.push(status);
      }
      expect(new Set(statuses)).toEqual(new Set([400, 429]));
    } finally {
      await poor.stop();
    }
  });
});

describe('what is said of a refusal', () => {
  it('suggests no names, and says where a query goes', async () => {
    const { errors } = await streamAnswer(app, { query: 'subscription { deliveryServerChange { id } }' });
    expect(errors[0].message).toBe('Cannot query field "deliveryServerChange" on type "Subscription".');
    const query = await streamAnswer(app, { query: '{ viewer { name } }' });
    expect(query.errors[0].message).toBe(
      'Only subscriptions are taken here: POST queries and mutations to /graphql.',
    );
  });

  it('names every variable that does not fit', async () => {
    const { errors } = await streamAnswer(app, { query: serverEvents, variables: { ids: [{}], after: [] } });
    expect(errors[0].extensions.fieldErrors.map(({ field }: { field: string[] }) => field)).toEqual([
      ['ids', '0'],
      ['after'],
    ]);
  });
});

describe('a subscription by POST to /graphql', () => {
  it('is answered 400 and told where to go', async () => {
    const { status, errors } = await app.graphql(serverEvents);
    expect(status).toBe(400);
    expect(errors?.[0].message).toMatch(/^A subscription is a stream: POST it to \/graphql\/stream/);
  });
});

describe('without the right to read', () => {
  it.each([
    ['no credential', () => null, 4401, 401],
    ['a wrong credential', () => 'nobody-knows-this-key', 4403, 401],
  ])('%s closes a WebSocket and refuses a stream', async (_, key, code, status) => {
    const socket = await overWebSocket(app, { key: key() });
    expect(await socket.ended).toMatchObject({ code });
    const stream = await overEventStream(app, { key: key() });
    const { response } = await stream.ended;
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([
      status,
      'UNAUTHENTICATED',
    ]);
  });

  it('a key without READ may connect, and no more', async () => {
    const key = await app.createKey(['WRITE', 'ADMIN']);
    const [error] = await (await overWebSocket(app, { key })).ended;
    expect(error.extensions).toEqual({ code: 'FORBIDDEN', missingScopes: ['READ'] });
    const { response } = await (await overEventStream(app, { key })).ended;
    expect(response.status).toBe(403);
  });
});

describe('the log', () => {
  it('has no fault of ours after all of this', () => {
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
});
