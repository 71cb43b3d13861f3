import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ playgroundDirectory: import.meta.dirname });
});
afterAll(() => app?.stop());

const readable = 'GET, HEAD, OPTIONS';
const graphql = 'GET, POST, OPTIONS';

const routes: [path: string, allow: string, refused: string[]][] = [
  ['/graphql', graphql, ['HEAD', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'QUERY']],
  ['/graphql/', graphql, ['HEAD', 'PUT', 'DELETE']],
  ['/graphql?query={__typename}', graphql, ['HEAD', 'PUT']],
  ['/graphql/stream', graphql, ['HEAD', 'PUT', 'DELETE', 'PATCH', 'TRACE']],
  ['/graphql/stream/', graphql, ['HEAD', 'PUT']],
  ['/healthz', readable, ['POST', 'PUT', 'DELETE', 'TRACE']],
  ['/readyz', readable, ['POST', 'DELETE']],
  ['/playground', readable, ['POST', 'DELETE']],
  ['/playground/', readable, ['POST', 'PUT']],
  ['/playground/assets/index.js', readable, ['POST']],
];

describe.each(routes)('%s', (path, allow, refused) => {
  it('answers OPTIONS with what is allowed, to anybody, and to no page from elsewhere', async () => {
    const preflight = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
    for (const headers of [{}, preflight, { authorization: `Bearer ${app.adminKey}` }]) {
      const answer = await ask(path, 'OPTIONS', headers);
      expect([answer.status, answer.headers.allow, answer.text]).toEqual([204, allow, '']);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it.each(refused)('answers %s with 405 and what is allowed', async (method) => {
    const answer = await ask(path, method, { authorization: `Bearer ${app.adminKey}` });
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    if (method === 'HEAD') return expect(answer.text).toBe('');
    const [error] = JSON.parse(answer.text).errors;
    expect(error).toEqual({
      message: expect.stringMatching(/^(Use|POST) .*\bGET\b/),
      extensions: { code: 'BAD_REQUEST' },
    });
  });
});

describe.each(['/healthz', '/readyz'])('%s', (path) => {
  it('answers HEAD as GET, without the text', async () => {
    const answer = await ask(path, 'HEAD');
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});

describe.each(['/api.php', '/api.php/deliveryservers.get', '/api/v1/deliveryservers.get'])('%s', (path) => {
  it.each(['OPTIONS', 'HEAD', 'PUT', 'DELETE'])(
    'names what is allowed to %s, in a header beside the answer of the old protocol',
    async (method) => {
      const answer = await ask(path, method);
      expect([answer.status, answer.headers.allow]).toEqual([400, 'GET, POST']);
      if (method === 'HEAD') return expect(answer.text).toBe('');
      expect(JSON.parse(answer.text)).toEqual({
        Success: false,
        ErrorCode: 100001,
        ErrorText: 'Invalid request: use POST or GET with JSON, a form or a query string.',
      });
    },
  );
});

/** Node's own client: fetch refuses to send some methods. */
async function ask(path: string, method: string, headers = {}) {
  const call = request(`${app.url}${path}`, { method, headers });
  call.end();
  const [response] = await once(call, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}
