import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const maxOfUnknown = 16_384;

/** A body of exactly so many bytes that asks for nothing in particular. */
function bodyOf(length: number): string {
  const body = '{"query":"{ __typename }","filler":""}';
  return body.replace('""}', `"${'x'.repeat(length - body.length)}"}`);
}

async function answerTo(path: string, init: RequestInit) {
  const headers = { 'content-type': 'application/json', accept: '*/*', ...(init.headers as object) };
  const response = await fetch(`${app.url}${path}`, { method: 'POST', ...init, headers });
  return { status: response.status, ...((await response.json()) as { data?: unknown; errors?: Problem[] }) };
}

interface Problem {
  message: string;
  extensions: { code: string };
}

describe('a body without a credential', () => {
  it('of 16 KB is read, and one byte more answers 413 and says what helps', async () => {
    expect(await answerTo('/graphql', { body: bodyOf(maxOfUnknown) })).toEqual({
      status: 200,
      data: { __typename: 'Query' },
    });
    const { status, errors } = await answerTo('/graphql', { body: bodyOf(maxOfUnknown + 1) });
    expect(status).toBe(413);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/16384 bytes.*"Authorization: Bearer"/),
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is measured unpacked: %s', async (encoding, pack) => {
    const headers = { 'content-encoding': encoding };
    const packed = (length: number) => new Uint8Array(pack(bodyOf(length)));
    expect((await answerTo('/graphql', { headers, body: packed(maxOfUnknown) })).status).toBe(200);
    expect((await answerTo('/graphql', { headers, body: packed(maxOfUnknown + 1) })).status).toBe(413);
  });

  it('is measured when it comes in chunks and does not say its length', async () => {
    const body = new Blob([bodyOf(maxOfUnknown + 1)]).stream();
    expect((await answerTo('/graphql', { body, duplex: 'half' } as RequestInit)).status).toBe(413);
  });

  it('is what one with a wrong credential is', async () => {
    for (const authorization of ['Bearer wrong', `Bearer ${app.adminKey}x`, `Basic ${app.adminKey}`]) {
      const { status } = await answerTo('/graphql', {
        headers: { authorization },
        body: bodyOf(maxOfUnknown + 1),
      });
      expect(status).toBe(413);
    }
  });

  it('is limited at /graphql/stream too', async () => {
    const headers = { accept: 'text/event-stream' };
    expect((await answerTo('/graphql/stream', { headers, body: bodyOf(maxOfUnknown) })).status).toBe(400);
    expect((await answerTo('/graphql/stream', { headers, body: bodyOf(maxOfUnknown + 1) })).status).toBe(413);
  });

  it('signs in', async () => {
    const gateway = await startTestApp({ administrator: { username: 'Root', password: 'p'.repeat(512) } });
    try {
      expect(await gateway.signIn({ username: 'Root', password: 'p'.repeat(512) })).toMatch(/^dgs_/);
    } finally {
      await gateway.stop();
    }
  });
});

describe('a body with a credential', () => {
  const send = (body: string) =>
    answerTo('/graphql', { headers: { authorization: `Bearer ${app.adminKey}` }, body });

  it('of 2 MB is read, and one byte more answers 413', async () => {
    expect((await send(bodyOf(2_097_152))).status).toBe(200);
    expect(await send(bodyOf(2_097_153))).toMatchObject({
      status: 413,
      errors: [{ message: 'The request body is too large: at most 2097152 bytes.' }],
    });
  });

  it('may have 20,000 values in its variables, and no more', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    // The variables themselves and the list are two of the values.
    const withIds = (count: number) => JSON.stringify({ query, variables: { ids: Array(count).fill([]) } });
    const messageOf = async (count: number) => (await send(withIds(count))).errors?.[0]?.message;
    expect(await messageOf(19_998)).not.toMatch(/20000/);
    for (const count of [19_999, 300_000]) expect(await messageOf(count)).toMatch(/20000 values/);
  });

  it('may be nested as deep as variables may, wherever that is', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const bodies = (depth: number) => [
      `{"query":"{ __typename }","variables":{"a":${nested(depth)}}}`,
      `{"query":"{ __typename }","extensions":{"a":${nested(depth)}}}`,
      `{"query":"{ __typename }","a":{"b\\"":${nested(depth)}}}`,
      `{"a":"\\\\","b":{"[":${nested(depth)}},"query":"{ __typename }"}`,
    ];
    for (const body of bodies(50)) expect((await send(body)).status).toBe(200);
    for (const body of [...bodies(51), ...bodies(1_000)]) {
      expect(await send(body)).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  it('has brackets in its strings that nest nothing', async () => {
    const brackets = '[{'.repeat(1_000);
    const body = JSON.stringify({ query: '{ __typename }', a: `"${brackets}`, [`\\${brackets}`]: '\\"[' });
    expect((await send(body)).status).toBe(200);
  });

  it('in another charset than UTF-8 answers 415', async () => {
    const headers = {
      authorization: `Bearer ${app.adminKey}`,
      'content-type': 'application/json; charset=utf-16le',
    };
    const body = new Uint8Array(Buffer.from(bodyOf(100), 'utf16le'));
    expect(await answerTo('/graphql', { headers, body })).toMatchObject({
      status: 415,
      errors: [{ message: 'Send the body in UTF-8.' }],
    });
  });

  it.each(['application/json; charset=utf8', 'application/json;charset="UTF8"'])(
    'of the type %s is read',
    async (type) => {
      const headers = { 'content-type': type };
      expect(await answerTo('/graphql', { headers, body: bodyOf(100) })).toEqual({
        status: 200,
        data: { __typename: 'Query' },
      });
    },
  );

  it.each([
    ['{"query":', 'application/json', '', 400, /not JSON/],
    ['"{ __typename }"', 'application/json', '', 400, /not JSON/],
    ['{}', 'application/json', 'gzip, gzip', 415, /gzip, deflate or br/],
    ['{}', `application/json; a=${'b'.repeat(238)}`, '', 415, /at most 256 characters/],
  ])('is told why it is not read: %s as %s %s', async (body, type, encoding, status, reason) => {
    const headers = { 'content-type': type, 'content-encoding': encoding || 'identity' };
    expect(await answerTo('/graphql', { headers, body })).toMatchObject({
      status,
      errors: [{ message: expect.stringMatching(reason), extensions: { code: 'BAD_REQUEST' } }],
    });
  });
});

describe('a body packed with zstd, which only newer versions of Node can read', () => {
  /** Of up to 255 bytes, as one block that is not compressed. */
  const zstdOf = (text: string) =>
    new Uint8Array(
      Buffer.concat([
        Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length]),
        Buffer.from([(text.length << 3) | 1, text.length >> 5, 0]),
        Buffer.from(text),
      ]),
    );

  it.each([
    ['/graphql', 415, 'The body can be packed with gzip, deflate or br, once, or not at all.'],
    ['/api.php', 400, 'Invalid request'],
  ])('is refused on all of them: %s', async (path, status, reason) => {
    const body = zstdOf('{"query":"{ __typename }","Command":"admin.login"}');
    for (const encoding of ['zstd', 'ZSTD']) {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      const response = await fetch(`${app.url}${path}`, { method: 'POST', headers, body });
      expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(reason)]);
    }
  });
});
