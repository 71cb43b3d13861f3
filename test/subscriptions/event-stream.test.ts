import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { streamAnswer } from './stream-answer.js';
import { overEventStream, serverEvents } from './subscriber.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

/** A stream that is asked for as an EventSource does it. */
async function getStream(path: string, parameters: Record<string, string>) {
  const ending = new AbortController();
  const answer = await fetch(`${app.url}${path}?${new URLSearchParams(parameters)}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${app.adminKey}` },
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

describe('server-sent events', () => {
  it.each<[string, Record<string, string>, string, number]>([
    ['a request that does not accept them', { accept: '*/*' }, 'POST', 406],
    ['a body that is not JSON', { 'content-type': 'text/plain' }, 'POST', 415],
    ['one connection for several', { 'x-graphql-event-stream-token': 'x' }, 'POST', 405],
    ['the reservation of one', {}, 'PUT', 405],
    ['a request by GET that asks for nothing', {}, 'GET', 400],
  ])('are refused to %s, which is told what to do', async (_, headers, method, status) => {
    const answer = await streamAnswer(app, { query: serverEvents }, { headers, method });
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
    const answer = await streamAnswer(app, null, { headers, method: 'GET', path });
    expect([answer.status, answer.errors[0].extensions.code]).toEqual([status, code]);
  });

  it('come by POST when empty parameters are sent', async () => {
    const stream = await overEventStream(app, { variables: [] as never });
    await createServer(app);
    expect(await stream.first(1)).toMatchObject([{ kind: 'CREATED' }]);
    stream.stop();
  });

  it('are refused to a body of 300,000 characters', async () => {
    expect((await streamAnswer(app, { query: ' '.repeat(300_000) })).status).toBe(413);
  });
});

describe('the log', () => {
  it('has no fault of ours after all of this', () => {
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
});
