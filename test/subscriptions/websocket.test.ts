import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { connectionInit, openAcknowledgedSocket, openRawSocket, readAll, sendLines } from './raw-socket.js';
import { streamAnswer } from './stream-answer.js';
import { serverEvents } from './subscriber.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

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

describe('a WebSocket', () => {
  it('takes the credential from the request too', async () => {
    const { send, messages, socket, closed } = await openRawSocket(app, {
      headers: { authorization: `Bearer ${app.adminKey}` },
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
      raw.send(connectionInit(app.adminKey));
      await expect.poll(() => raw.messages).toEqual([{ type: 'connection_ack' }]);
      raw.socket.close();
      await raw.closed;
    },
  );

  it('takes parameters that are there and empty for left out', async () => {
    const { send, messages, socket, closed } = await openAcknowledgedSocket(app);
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
    const first = await openAcknowledgedSocket(app);
    first.send(connectionInit(app.adminKey));
    expect((await first.closed)[0]).toBe(4429);
    // The reason quotes the id, and has room for 123 bytes.
    for (const id of ['1', 'é'.repeat(200)]) {
      const second = await openAcknowledgedSocket(app);
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
    const { send, messages, socket, closed } = await openAcknowledgedSocket(app);
    for (let id = 1; id <= 51; id += 1)
      send({ type: 'subscribe', id: `${id}`, payload: { query: serverEvents } });
    await expect.poll(() => messages.length).toBe(2);
    expect(messages[1]).toMatchObject({ type: 'error', id: '51' });
    expect(messages[1].payload[0].message).toMatch(/^A connection may have at most 50 subscriptions\./);
    socket.close();
    await closed;
  });

  it('leaves nothing behind when ids are used again while their subscription is only opening', async () => {
    const { send, messages, socket, closed } = await openAcknowledgedSocket(app);
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
        raw.send(connectionInit(key));
        await expect.poll(() => raw.messages.length).toBe(1);
        return raw;
      }),
    );
    const last = await openRawSocket(app);
    last.send(connectionInit(key));
    expect((await last.closed)[0]).toBe(4429);
    const stream = await streamAnswer(
      app,
      { query: serverEvents },
      { headers: { authorization: `Bearer ${key}` } },
    );
    expect([stream.status, stream.headers.get('retry-after')]).toEqual([429, '5']);
    for (const { socket } of sockets) socket.close();
    await Promise.all(sockets.map(({ closed }) => closed));
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

describe('the log', () => {
  it('has no fault of ours after all of this', () => {
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
});
