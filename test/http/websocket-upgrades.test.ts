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

const host = 'Host: a\r\n';
const ask = (bytes: string) => askRaw(app, bytes);

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
    expectTold(app, head, { path: '/graphql', status: 400 });
  });

  it('elsewhere is told where there are some, in the words of the interface', async () => {
    const elsewhere = await ask(begin('/graphql/stream'));
    expect(elsewhere.head[0]).toBe('HTTP/1.1 404 Not Found');
    expect(elsewhere.body.errors).toEqual([
      { message: 'WebSockets are at /graphql.', extensions: { code: 'NOT_FOUND' } },
    ]);
    expectTold(app, elsewhere.head, { path: '/graphql/stream', status: 404 });
    app.log.length = 0;
    const legacy = await ask(begin('/api.php'));
    expect(legacy.head[0]).toBe('HTTP/1.1 404 Not Found');
    expect(legacy.body).toEqual({
      Success: false,
      ErrorCode: 100001,
      ErrorText: 'Invalid request: WebSockets are at /graphql.',
    });
    expectTold(app, legacy.head, { path: '/api.php', status: 404 });
  });
});
