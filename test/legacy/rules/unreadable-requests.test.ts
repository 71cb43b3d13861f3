import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, jsonType, partsOf, post, writeRaw } from '../../support/wire.js';

const json = 'application/json; charset=utf-8';
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('A9: a request that cannot be read', () => {
  it.each([
    '{',
    '{"a":1}}',
    "{'a':1}",
    '[]',
    '[{}]',
    '"x"',
    '1',
    'null',
    'true',
    '\0',
    '{"a":"\\ud800"}',
    '{"a":1,}',
  ])('A9: the body %j is answered 400, 100000, in JSON', async (body) => {
    const answer = await post(app, body, jsonType, { path: '/api.php?ResponseFormat=XML' });
    expect([answer.status, answer.body.ErrorCode]).toEqual([400, 100000]);
    expect(answer.headers.get('content-type')).toBe(json);
  });

  it('A9: JSON whose bytes are not UTF-8 is answered 400, 100000', async () => {
    const answer = await post(app, new Uint8Array(Buffer.from('{"a":"M\xfcller"}', 'latin1')), jsonType);
    expect([answer.status, answer.body.ErrorCode]).toEqual([400, 100000]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    'A9: %s is answered 400, 100001, in JSON',
    async (method) => {
      const query = formOf({ Command: 'deliveryservers.get', APIKey: app.adminKey, ResponseFormat: 'XML' });
      const answer = await ask(app, `/api.php?${query}`, { method });
      expect([answer.status, answer.body.ErrorCode]).toEqual([400, 100001]);
      expect(answer.headers.get('content-type')).toBe(json);
    },
  );

  it('A9: HEAD is answered 400 with the headers alone', async () => {
    const answer = await ask(app, '/api.php?Command=deliveryservers.get', { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([400, '']);
    expect(answer.headers.get('content-type')).toBe(json);
  });

  it.each([
    'application/xml',
    'text/csv',
    'image/png',
    'application/octet-stream',
    'application/x-msgpack',
    'nonsense',
  ])('A9: the content type %s is answered 400, 100001', async (type) => {
    const answer = await post(app, 'Command=deliveryservers.get', type);
    expect([answer.status, answer.body.ErrorCode]).toEqual([400, 100001]);
    expect(answer.headers.get('content-type')).toBe(json);
  });

  it('A9: a request that is no HTTP gets no HTML, and the next good one works', async () => {
    const raw = await writeRaw(app, 'NONSENSE\r\n\r\n');
    expect(raw).not.toMatch(/<html/i);
    expect((await app.legacy({ Command: 'deliveryservers.get' })).status).toBe(200);
  });

  it('A9: a body shorter than announced ends without an answer of HTML, and the next good one works', async () => {
    const { head, body } = partsOf(
      await writeRaw(app, 'POST /api.php HTTP/1.0\r\nContent-Length: zero\r\n\r\nCommand=x'),
    );
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(body).not.toMatch(/</);
    expect((await app.legacy({ Command: 'deliveryservers.get' })).status).toBe(200);
  });
});
