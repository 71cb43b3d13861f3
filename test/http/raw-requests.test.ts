import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { askRaw, expectTold } from './raw-requests.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => {
  app.log.length = 0;
});

const long = 'x'.repeat(100_000);
const host = 'Host: a\r\n';
const ask = (bytes: string | Buffer, then?: 'end') => askRaw(app, bytes, then);

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
      expectTold(app, head, { path, status });
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
    expectTold(app, head, { path: route, status });
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
  expectTold(app, head, { path: '/*', status });
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
