import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { openRawSocket, readAll, sendLines } from './raw-socket.js';
import { overEventStream, overWebSocket, serverEvents } from './subscriber.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const bearer = () => `Bearer ${app.adminKey}`;
const init = (credential = bearer()) => ({ type: 'connection_init', payload: { authorization: credential } });

async function openAcknowledged() {
  const raw = await openRawSocket(app);
  raw.send(init());
  await expect.poll(() => raw.messages.length).toBe(1);
  expect(raw.messages[0]).toEqual({ type: 'connection_ack' });
  return raw;
}

async function streamAnswer(
  body: unknown,
  change: Record<string, string> = {},
  method = 'POST',
  gateway = app,
  path = '/graphql/stream',
) {
  const headers = {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    authorization: `Bearer ${gateway.adminKey}`,
    ...change,
  };
  const answer = await fetch(`${gateway.url}${path}`, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  app.transcript.note(text);
  return { status: answer.status, headers: answer.headers, errors: JSON.parse(text).errors };
}

/** A stream that is asked for as an EventSource does it. */
async function getStream(path: string, parameters: Record<string, string>) {
  const ending = new AbortController();
  const answer = await fetch(`${app.url}${path}?${new URLSearchParams(parameters)}`, {
    headers: { accept: 'text/event-stream', authorization: bearer() },
    signal: ending.signal,
  });
  const chunks = answer.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    async nextEvent() {
      let text = '';
      for (;;) {
        const [, data] = /^data: (.+)$/m.exec(text) ?? [];
        if (data !== undefined && text.endsWith('\n\n')) return JSON.parse(data);
        text += (await chunks?.next())?.value ?? '';
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
    },
  };
}

/** What both doors refuse, with the code of the first error. */
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
    const { send, messages, socket, closed } = await openAcknowledged();
    send({ type: 'subscribe', id: '1', payload: request });
    await expect.poll(() => messages.length).toBeGreaterThan(1);
    expect(messages[1]).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    send({ type: 'ping' });
    await expect.poll(() => messages.at(-1)).toEqual({ type: 'pong' });
    socket.close();
    await closed;
  });

  it('is answered over server-sent events with 400', async () => {
    const { status, errors } = await streamAnswer(request);
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
        const { status } = await streamAnswer({ query: '{ viewer { name } }' }, {}, 'POST', poor);
        statuses.push(status);
      }
      expect(new Set(statuses)).toEqual(new Set([400, 429]));
    } finally {
      await poor.stop();
    }
  });
});

describe('a request to become a WebSocket that is refused', () => {
  it('has its connection closed, also when the client keeps its half open', async () => {
    const lines = ['GET /nope HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket', '', ''];
    const port = Number(new URL(app.url).port);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    socket.write(lines.join('\r\n'));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('404 Not Found');
    await once(socket, 'end');
    // What is sent to a connection that is gone comes back as an error.
    await expect
      .poll(() => {
        socket.write('x');
        return socket.destroyed;
      })
      .toBe(true);
  });
});

describe('what is said of a refusal', () => {
  it('suggests no names, and says where a query goes', async () => {
    const { errors } = await streamAnswer({ query: 'subscription { deliveryServerChange { id } }' });
    expect(errors[0].message).toBe('Cannot query field "deliveryServerChange" on type "Subscription".');
    const query = await streamAnswer({ query: '{ viewer { name } }' });
    expect(query.errors[0].message).toBe(
      'Only subscriptions are taken here: POST queries and mutations to /graphql.',
    );
  });

  it('names every variable that does not fit', async () => {
    const { errors } = await streamAnswer({ query: serverEvents, variables: { ids: [{}], after: [] } });
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

describe('a WebSocket', () => {
  it('takes the credential from the request too', async () => {
    const { send, messages, socket, closed } = await openRawSocket(app, {
      headers: { authorization: bearer() },
    });
    send({ type: 'connection_init' });
    await expect.poll(() => messages).toEqual([{ type: 'connection_ack' }]);
    socket.close();
    await closed;
    const line = () => app.log.findLast(({ msg }) => msg === 'websocket');
    await expect.poll(line).toMatchObject({ path: '/graphql', code: 1005, credentialName: 'First start' });
    expect(line()).toHaveProperty('requestId');
  });

  it.each<[string, (key: string) => object]>([
    ['Authorization', (key) => ({ Authorization: `Bearer ${key}` })],
    ['authorization', (key) => ({ authorization: `bearer ${key}` })],
    ['AUTHORIZATION', (key) => ({ AUTHORIZATION: `Bearer ${key}` })],
    ['headers', (key) => ({ headers: { Authorization: `Bearer ${key}` } })],
    ['Headers', (key) => ({ Headers: { authorization: `Bearer ${key}`, 'x-other': '1' } })],
    ['authToken', (key) => ({ authToken: key })],
    ['authtoken with a scheme', (key) => ({ authtoken: `Bearer ${key}` })],
    ['token', (key) => ({ token: key })],
    [
      'the second of two places',
      (key) => ({ Authorization: '', headers: null, authToken: null, token: key }),
    ],
  ])('takes the credential from where a client puts it: %s', async (_, payload) => {
    const raw = await openRawSocket(app);
    raw.send({ type: 'connection_init', payload: payload(app.adminKey) });
    await expect.poll(() => raw.messages).toEqual([{ type: 'connection_ack' }]);
    raw.socket.close();
    await raw.closed;
  });

  it.each(['/graphql/', '//graphql', '/GraphQL', '/graphql?from=here'])(
    'is offered at %s too',
    async (path) => {
      const raw = await openRawSocket(app, { path });
      raw.send(init());
      await expect.poll(() => raw.messages).toEqual([{ type: 'connection_ack' }]);
      raw.socket.close();
      await raw.closed;
    },
  );

  it('takes parameters that are there and empty for left out', async () => {
    const { send, messages, socket, closed } = await openAcknowledged();
    const empty = { variables: [], extensions: '', operationName: '' };
    const query = 'subscription ($variables: [ID!]) { deliveryServerChanged(ids: $variables) { id } }';
    send({ type: 'subscribe', id: '1', payload: { query: serverEvents, ...empty } });
    send({ type: 'subscribe', id: '2', payload: { query, variables: { variables: [] } } });
    send({ type: 'subscribe', id: '3', payload: { query: '{ viewer { kind } }', ...empty } });
    await expect.poll(() => messages.length).toBe(2);
    expect(messages[1]).toMatchObject({ type: 'error', id: '3' });
    socket.close();
    await closed;
  });

  it.each<[string, unknown[], number]>([
    [
      'a subscription before anything else',
      [{ type: 'subscribe', id: '1', payload: { query: serverEvents } }],
      4401,
    ],
    ['an init without credential', [{ type: 'connection_init', payload: { Authorization: 1 } }], 4401],
    [
      'an init whose credential is no text',
      [{ type: 'connection_init', payload: { headers: [{}], token: { a: 1 } } }],
      4401,
    ],
    ['an init with a wrong token', [{ type: 'connection_init', payload: { token: 'nobody' } }], 4403],
    ['text that is no JSON', ['{'], 4400],
    ['JSON that is no message', ['[]'], 4400],
    ['a message of a type that is not there', [{ type: 'connection_begin' }], 4400],
    ['a message of 300,000 characters', ['x'.repeat(300_000)], 1009],
    [
      'an init that is longer than 16 KB',
      [{ type: 'connection_init', payload: { a: 'x'.repeat(16_384) } }],
      1009,
    ],
    ['lists in lists', [`{"type":"ping","payload":{"a":${'['.repeat(60)}${']'.repeat(60)}}}`], 4400],
  ])('is closed for %s', async (_, messages, code) => {
    const { send, closed } = await openRawSocket(app);
    for (const message of messages) send(message);
    expect((await closed)[0]).toBe(code);
  });

  it('is closed for a second init, and for a second subscription with the same id', async () => {
    const first = await openAcknowledged();
    first.send(init());
    expect((await first.closed)[0]).toBe(4429);
    // The reason quotes the id, and has room for 123 bytes.
    for (const id of ['1', 'é'.repeat(200)]) {
      const second = await openAcknowledged();
      for (const _ of [1, 2]) second.send({ type: 'subscribe', id, payload: { query: serverEvents } });
      expect((await second.closed)[0]).toBe(4409);
    }
  });

  it('is closed when it speaks another protocol, or frames that are none', async () => {
    expect((await (await openRawSocket(app, { protocol: null })).closed)[0]).toBe(4406);
    const socket = await sendLines(
      app,
      'GET /graphql HTTP/1.1',
      'Host: gateway',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol: graphql-transport-ws',
    );
    socket.write(Buffer.from('this is no frame at all'));
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('has at most 50 subscriptions', async () => {
    const { send, messages, socket, closed } = await openAcknowledged();
    for (let id = 1; id <= 51; id += 1)
      send({ type: 'subscribe', id: `${id}`, payload: { query: serverEvents } });
    await expect.poll(() => messages.length).toBe(2);
    expect(messages[1]).toMatchObject({ type: 'error', id: '51' });
    expect(messages[1].payload[0].message).toMatch(/^A connection may have at most 50 subscriptions\./);
    socket.close();
    await closed;
  });

  it('leaves nothing behind when ids are used again while their subscription is only opening', async () => {
    const { send, messages, socket, closed } = await openAcknowledged();
    for (let round = 0; round < 20; round += 1) {
      send({ type: 'subscribe', id: '1', payload: { query: serverEvents } });
      send({ type: 'complete', id: '1' });
    }
    send({ type: 'subscribe', id: '2', payload: { query: '{ viewer { name } }' } });
    await expect.poll(() => messages.length).toBe(2);
    expect(messages[1]).toMatchObject({ type: 'error', id: '2' });
    socket.close();
    await closed;
  });

  it('is one of at most 100 of a credential', async () => {
    const key = await app.createKey(['READ']);
    const sockets = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const raw = await openRawSocket(app);
        raw.send(init(`Bearer ${key}`));
        await expect.poll(() => raw.messages.length).toBe(1);
        return raw;
      }),
    );
    const last = await openRawSocket(app);
    last.send(init(`Bearer ${key}`));
    expect((await last.closed)[0]).toBe(4429);
    const stream = await streamAnswer({ query: serverEvents }, { authorization: `Bearer ${key}` });
    expect([stream.status, stream.headers.get('retry-after')]).toEqual([429, '5']);
    for (const { socket } of sockets) socket.close();
    await Promise.all(sockets.map(({ closed }) => closed));
  });

  it('is offered at /graphql alone', async () => {
    const socket = await sendLines(
      app,
      'GET /api.php HTTP/1.1',
      'Host: gateway',
      'Connection: Upgrade',
      'Upgrade: websocket',
    );
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });
});

describe('a request that offers another protocol', () => {
  it('is answered as if it did not, body and all', async () => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const socket = await sendLines(
      app,
      'POST /graphql HTTP/1.1',
      'Host: gateway',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    );
    socket.write(body.slice(0, 5));
    socket.write(body.slice(5));
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes;
        if (text.includes('"Query"')) resolve(text);
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    // The connection is kept, and takes the next request.
    socket.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n');
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

describe('server-sent events', () => {
  it.each<[string, Record<string, string>, string, number]>([
    ['a request that does not accept them', { accept: '*/*' }, 'POST', 406],
    ['a body that is not JSON', { 'content-type': 'text/plain' }, 'POST', 415],
    ['one connection for several', { 'x-graphql-event-stream-token': 'x' }, 'POST', 405],
    ['the reservation of one', {}, 'PUT', 405],
    ['a request by GET that asks for nothing', {}, 'GET', 400],
  ])('are refused to %s, which is told what to do', async (_, headers, method, status) => {
    const answer = await streamAnswer({ query: serverEvents }, headers, method);
    expect(answer.status).toBe(status);
    expect(answer.errors[0].message).toMatch(/^(Send|POST) /);
  });

  it.each(['/graphql/stream', '/graphql/stream/', '/GraphQL/Stream'])('come by GET from %s', async (path) => {
    await using stream = await getStream(path, { query: serverEvents, variables: '[]', operationName: '' });
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await createServer(app);
    expect(await stream.nextEvent()).toMatchObject({
      data: { deliveryServerChanged: { kind: 'CREATED' } },
    });
  });

  it('come by GET as the variables and the name of the operation say', async () => {
    const wanted = `ds_${await createServer(app)}`;
    const query = `${serverEvents.replace('subscription', 'subscription Wanted')} subscription Other { userGroupChanged { id } }`;
    const variables = JSON.stringify({ ids: [wanted] });
    await using stream = await getStream('/graphql/stream', { query, variables, operationName: 'Wanted' });
    await createServer(app);
    await updateServer(app, { id: wanted, name: 'Changed' });
    expect(await stream.nextEvent()).toMatchObject({
      data: { deliveryServerChanged: { kind: 'UPDATED', deliveryServerId: wanted } },
    });
  });

  it.each<[string, Record<string, string> | [string, string][], Record<string, string>, number, string]>([
    ['without a credential', { query: serverEvents }, { authorization: '' }, 401, 'UNAUTHENTICATED'],
    [
      'with a wrong credential',
      { query: serverEvents },
      { authorization: 'Bearer x' },
      401,
      'UNAUTHENTICATED',
    ],
    ['for a mutation', { query: 'mutation { signOut { signedOut } }' }, {}, 400, 'BAD_REQUEST'],
    ['with variables that are no JSON', { query: serverEvents, variables: '{' }, {}, 400, 'BAD_REQUEST'],
    ['with variables that are a list', { query: serverEvents, variables: '[1]' }, {}, 400, 'BAD_REQUEST'],
    [
      'with two queries',
      [
        ['query', serverEvents],
        ['query', serverEvents],
      ],
      {},
      400,
      'BAD_REQUEST',
    ],
    ['of what is no stream', { query: serverEvents }, { accept: 'application/json' }, 406, 'BAD_REQUEST'],
  ])('are refused to a GET %s', async (_, parameters, headers, status, code) => {
    const path = `/graphql/stream?${new URLSearchParams(parameters)}`;
    const answer = await streamAnswer(null, headers, 'GET', app, path);
    expect([answer.status, answer.errors[0].extensions.code]).toEqual([status, code]);
  });

  it('come by POST when empty parameters are sent', async () => {
    const stream = await overEventStream(app, { variables: [] as never });
    await createServer(app);
    expect(await stream.first(1)).toMatchObject([{ kind: 'CREATED' }]);
    stream.stop();
  });

  it('are refused to a body of 300,000 characters', async () => {
    expect((await streamAnswer({ query: ' '.repeat(300_000) })).status).toBe(413);
  });
});

describe('the log', () => {
  it('has no fault of ours after all of this', () => {
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
});
