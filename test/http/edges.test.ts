import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
let app: TestApp;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startDatabaseProxy(database.url);
  app = await startTestApp({ databaseUrl: proxy.url });
});
afterAll(async () => {
  await app?.stop();
  await proxy?.close();
  await database?.drop();
});
beforeEach(() => {
  app.log.length = 0;
});

const long = 'x'.repeat(100_000);
const host = 'Host: a\r\n';

describe.each<[string, (path: string) => string | Buffer, number]>([
  ['a raw UTF-8 address', (path) => `GET ${path}?name=Jürgen HTTP/1.1\r\n${host}\r\n`, 400],
  ['an over-long address', (path) => `GET ${path}?${long} HTTP/1.1\r\n${host}\r\n`, 431],
  ['an over-long header', (path) => `POST ${path} HTTP/1.1\r\n${host}X: ${long}\r\n\r\n`, 431],
  ['a header that is none', (path) => `POST ${path} HTTP/1.1\r\n${host}no header\r\n\r\n`, 400],
  [
    'two lengths',
    (path) => `POST ${path} HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    400,
  ],
  ['a version that nobody knows', (path) => `GET ${path} HTTP/7.7\r\n${host}\r\n`, 400],
  ['no host', (path) => `GET ${path} HTTP/1.1\r\n\r\n`, 400],
  ['1,001 headers', (path) => `POST ${path} HTTP/1.1\r\n${host}${'a: b\r\n'.repeat(1_000)}\r\n`, 431],
  ['an expectation that nobody meets', (path) => `POST ${path} HTTP/1.1\r\n${host}Expect: gold\r\n\r\n`, 417],
])('%s', (_, bytes, status) => {
  it.each(['/graphql', '/graphql/stream', '/readyz'])(
    'is refused at %s in the words of GraphQL',
    async (path) => {
      const { head, body } = await ask(bytes(path));
      expect(head[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(body.errors).toEqual([{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }]);
      expectTold(head, { path, status });
    },
  );

  it.each([
    ['/api.php', '/api.php'],
    ['/oempro/api.php', '/api.php'],
    ['/API.php/deliveryservers.get', '/api.php/*'],
    ['/api/v1/deliveryservers.get', '/api/v1/*'],
  ])('is refused at %s in an envelope', async (path, route) => {
    const { head, body } = await ask(bytes(path));
    expect(head[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(body).toEqual({ Success: false, ErrorCode: 100001, ErrorText: expect.any(String) });
    expectTold(head, { path: route, status });
  });
});

it.each<[string, string | Buffer, number]>([
  ['random bytes', Buffer.concat([randomBytes(2_000), Buffer.from('\r\n\r\n')]), 400],
  ['the beginning of TLS', Buffer.from('16030100c2010000be0303', 'hex'), 400],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a tunnel', `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`, 405],
])('%s gets an answer, and a line in the log', async (_, bytes, status) => {
  const { head, body } = await ask(bytes);
  expect(head[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(body.errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
  expectTold(head, { path: '/*', status });
});

describe('a request to become a WebSocket', () => {
  const begin = (path: string, more = '') =>
    `GET ${path} HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

  it.each([
    ['without a key', begin('/graphql', 'Sec-WebSocket-Version: 13\r\n')],
    ['of another version', begin('/graphql', `${key}Sec-WebSocket-Version: 14\r\n`)],
    ['that is no GET', begin('/graphql', `${key}Sec-WebSocket-Version: 13\r\n`).replace('GET', 'POST')],
  ])('%s is told what it lacks', async (_, bytes) => {
    const { head, body } = await ask(bytes);
    expect(head[0]).toBe('HTTP/1.1 400 Bad Request');
    expect(head).toContain('content-type: application/json; charset=utf-8');
    expect(head).toContain('sec-websocket-version: 13');
    const message = expect.stringContaining('Sec-WebSocket-Key');
    expect(body.errors).toEqual([{ message, extensions: { code: 'BAD_REQUEST' } }]);
    expectTold(head, { path: '/graphql', status: 400 });
  });

  it('elsewhere is told where there are some, in the words of the interface', async () => {
    const elsewhere = await ask(begin('/graphql/stream'));
    expect(elsewhere.head[0]).toBe('HTTP/1.1 404 Not Found');
    expect(elsewhere.body.errors).toEqual([
      { message: 'WebSockets are at /graphql.', extensions: { code: 'NOT_FOUND' } },
    ]);
    expectTold(elsewhere.head, { path: '/graphql/stream', status: 404 });
    app.log.length = 0;
    const legacy = await ask(begin('/api.php'));
    expect(legacy.head[0]).toBe('HTTP/1.1 404 Not Found');
    expect(legacy.body).toEqual({
      Success: false,
      ErrorCode: 100001,
      ErrorText: 'Invalid request: WebSockets are at /graphql.',
    });
    expectTold(legacy.head, { path: '/api.php', status: 404 });
  });
});

it('an address with a host in it is served, and logged, as one without', async () => {
  const { head, body } = await ask(`GET http://other/api.php HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
  expect([head[0], body.ErrorCode]).toEqual(['HTTP/1.1 400 Bad Request', 100003]);
  const broken = await ask(`GET HTTP://other/api.php/x HTTP/1.1\r\nno header\r\n\r\n`);
  expect(broken.body.ErrorCode).toBe(100001);
  await expect
    .poll(() => app.log.map(({ path, status }) => ({ path, status })))
    .toEqual([
      { path: '/api.php', status: 400 },
      { path: '/api.php/*', status: 400 },
    ]);
});

it('1,000 headers are read', async () => {
  const headers = `${host}Content-Length: 2\r\n${'a: b\r\n'.repeat(996)}Content-Type: application/json\r\n`;
  const { head } = await ask(`POST /graphql HTTP/1.1\r\nConnection: close\r\n${headers}\r\n{}`);
  expect(head[0]).toMatch(/^HTTP\/1\.1 400 /);
});

describe.each([
  [
    'a body in broken pieces',
    'Transfer-Encoding: chunked\r\n\r\nno length\r\n',
    'INVALID_CHUNK_SIZE',
    'in chunks',
  ],
  [
    'a body of which nobody knows where it ends',
    'Transfer-Encoding: gzip\r\n\r\nabc',
    'INVALID_TRANSFER_ENCODING',
    'chunked',
  ],
  [
    'a body that is shorter than its length',
    'Content-Length: 50\r\n\r\n{"a',
    'INVALID_EOF_STATE',
    'broke off',
  ],
])('%s', (_, rest, reason, words) => {
  it('is refused, and logged, as a bad request', async () => {
    const begin = (path: string) =>
      `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\n${rest}`;
    const { head, body } = await ask(begin('/graphql'), 'end');
    expect(head[0]).toBe('HTTP/1.1 400 Bad Request');
    expect(body.errors).toEqual([
      { message: expect.stringContaining(words), extensions: { code: 'BAD_REQUEST' } },
    ]);
    const legacy = await ask(begin('/api.php'), 'end');
    expect(legacy.head[0]).toBe('HTTP/1.1 400 Bad Request');
    expect(legacy.body).toMatchObject({ ErrorCode: 100001, ErrorText: expect.stringContaining(words) });
    const line = { msg: 'request', status: 400, reason: `HPE_${reason}` };
    await expect
      .poll(() => app.log)
      .toMatchObject([
        { path: '/graphql', ...line },
        { path: '/api.php', ...line },
      ]);
  });
});

it.each(['}', 'GET /ü HTTP/1.1\r\n\r\n'])(
  'a request that came whole is answered, though %j follows it',
  async (rest) => {
    const key = await app.createKey(['WRITE']);
    const query = 'mutation { userGroupCreate(input: { name: "Whole" }) { userGroup { name } } }';
    const body = JSON.stringify({ query });
    const answer = await ask(
      `POST /graphql HTTP/1.1\r\n${host}Content-Type: application/json\r\nAuthorization: Bearer ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}${rest}`,
    );
    expect(answer.head).toContain('Connection: close');
    expect(answer.body.data).toEqual({ userGroupCreate: { userGroup: { name: 'Whole' } } });
    await expect
      .poll(() => app.log.filter(({ credentialName }) => credentialName === 'test WRITE'))
      .toMatchObject([{ status: 200 }]);
  },
);

describe('the log', () => {
  it.each([
    ['/api.php/dgk_a-key-that-was-pasted', '/api.php/*'],
    ['/api/v1/dgk_a-key-that-was-pasted', '/api/v1/*'],
    ['/pasted/api.php', '/api.php'],
    ['/pasted/api.php/pasted', '/api.php/*'],
    ['//graphql/?query=pasted', '/graphql'],
    ['/graphql/stream/?query=pasted', '/graphql/stream'],
    ['/nothing/dgk_a-key-that-was-pasted', '/*'],
    ['/dgk_a-key-that-was-pasted', '/*'],
    ['/graphql/dgk_a-key-that-was-pasted', '/graphql/*'],
    ['/graphql/stream/dgk_a-key-that-was-pasted', '/graphql/*'],
    ['/readyz/dgk_a-key-that-was-pasted', '/*'],
    ['/playground/dgk_a-key-that-was-pasted', '/playground/*'],
    ['//api.php?APIKey=dgk_a-key-that-was-pasted', '/api.php'],
    ['/%64gk_a-key-that-was-pasted', '/*'],
    ['/readyz?dgk_a-key-that-was-pasted', '/readyz'],
  ])('of %s has the route %s', async (path, route) => {
    await fetch(`${app.url}${path}`);
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request')).toMatchObject([{ path: route }]);
    expect(JSON.stringify(app.log)).not.toContain('pasted');
  });

  it('does not blame the database for a client that goes away in the middle of a body', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST /api.php HTTP/1.1\r\n${host}Content-Length: 500\r\n\r\n{"a":`);
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0);
    setTimeout(() => socket.resetAndDestroy(), 50);
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 499 }]);
    expect(app.log.filter(({ level }) => Number(level) > 30)).toEqual([]);
  });

  it('does not call it unexpected when a subscriber goes away before it is answered', async () => {
    const key = await app.createKey(['READ']);
    // Known from now on, so that it is the subscription that waits for the database.
    await app.graphql('{ viewer { name } }', {}, key);
    app.log.length = 0;
    proxy.freeze();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const body = JSON.stringify({ query: 'subscription { deliveryServerChanged { kind } }' });
    socket.write(
      `POST /graphql/stream HTTP/1.1\r\n${host}Accept: text/event-stream\r\nContent-Type: application/json\r\nAuthorization: Bearer ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    setTimeout(() => socket.resetAndDestroy(), 100);
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 499 }]);
    await proxy.restore();
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'subscription')).toHaveLength(1);
    expect(app.log.filter(({ level }) => Number(level) > 40)).toEqual([]);
  });
});

it.each([
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/graphql?query={__typename}'],
  ['POST', '/graphql'],
  ['POST', '/graphql/stream'],
  ['POST', '/api.php'],
  ['GET', '/api.php?Command=deliveryservers.get'],
  ['GET', '/nothing'],
  ['OPTIONS', '/graphql'],
  ['GET', '/%ff'],
])('%s %s is answered for no cache, and for what it says it is', async (method, path) => {
  const { headers } = await fetch(`${app.url}${path}`, { method });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

/** Sends bytes on a connection of their own, and gives the lines of the head and the body of what comes back. */
/** @param then `end` when the client has nothing more to say */
async function ask(bytes: string | Buffer, then?: 'end') {
  const socket = connect({
    port: Number(new URL(app.url).port),
    host: '127.0.0.1',
    allowHalfOpen: then === 'end',
  });
  let answer = '';
  socket.on('data', (piece) => (answer += piece));
  socket.on('error', () => {});
  socket.write(bytes);
  if (then === 'end') socket.end();
  await once(socket, 'close');
  app.transcript.note(answer);
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  return { head: head.split('\r\n'), body: JSON.parse(body) };
}

/** That the answer can be found in the log, and that neither repeats what was sent. */
function expectTold(head: string[], facts: object): void {
  const requestId = head.find((line) => line.startsWith('x-request-id: '))?.slice(14);
  expect(app.log).toMatchObject([{ msg: 'request', requestId, ...facts, reason: expect.any(String) }]);
  expect(head).toContain('connection: close');
  expect(head).toContain('cache-control: no-store');
  expect(head).toContain('x-content-type-options: nosniff');
  expect(JSON.stringify([head, app.log])).not.toMatch(/xxx|rgen|gold/);
}
