import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({
  persistedQuery: { version, sha256Hash },
});

/** A document that no other test has sent. */
const newQuery = () => `query Q${randomBytes(8).toString('hex')} { viewer { kind } }`;

async function send(parameters: { query?: string; extensions: object }, method: 'GET' | 'POST' = 'POST') {
  const headers = { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json' };
  const address = new URL(`${app.url}/graphql`);
  const asText = { ...parameters, extensions: JSON.stringify(parameters.extensions) };
  if (method === 'GET') address.search = `${new URLSearchParams(asText)}`;
  const sent = method === 'POST' ? JSON.stringify(parameters) : null;
  const response = await fetch(address, { method, headers, body: sent });
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  const body = (await response.json()) as any;
  return { status: response.status, cache: response.headers.get('cache-control'), body };
}

const answered = { status: 200, cache: 'no-store', body: { data: { viewer: { kind: 'API_KEY' } } } };

describe.each(['POST', 'GET'] as const)('a persisted query by %s', (method) => {
  it('is asked for once, and then known by its hash', async () => {
    const query = newQuery();
    const extensions = persisted(hashOf(query));
    const unknown = await send({ extensions }, method);
    expect(unknown).toMatchObject({
      status: 200,
      cache: 'no-store',
      body: {
        errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      },
    });
    expect(await send({ query, extensions }, method)).toEqual(answered);
    expect(await send({ extensions }, method)).toEqual(answered);
  });

  it('that was registered by another method is known', async () => {
    const query = newQuery();
    const extensions = persisted(hashOf(query));
    await send({ query, extensions }, method === 'GET' ? 'POST' : 'GET');
    expect(await send({ extensions }, method)).toEqual(answered);
  });
});

describe('a persisted query', () => {
  it.each([
    [
      'whose hash is of another text',
      hashOf('{ viewer { name } }'),
      1,
      /is not the SHA-256 hash of this query/,
    ],
    ['whose hash is no hash', 'short', 1, /64 lower-case hexadecimal digits/],
    ['whose hash is a list', [hashOf('a')], 1, /64 lower-case hexadecimal digits/],
    ['of version 2', hashOf('{ viewer { kind } }'), 2, /version 1 alone/],
  ])('%s is refused', async (_, hash, version, message) => {
    const { status, body } = await send({
      query: '{ viewer { kind } }',
      extensions: persisted(hash, version),
    });
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].message).toMatch(message);
    expect(body.errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
  });

  it('is not remembered when it is wrong or too large', async () => {
    for (const query of ['{ nothing }', `{ ${'viewer { kind } '.repeat(31)} }`]) {
      const extensions = persisted(hashOf(query));
      expect((await send({ query, extensions })).body.errors[0].extensions.code).toBe(
        'GRAPHQL_VALIDATION_FAILED',
      );
      expect((await send({ extensions })).body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    }
  });

  it('makes room for others: the store is bounded', async () => {
    const padding = '#'.repeat(90_000);
    const first = `${newQuery()} ${padding}`;
    await send({ query: first, extensions: persisted(hashOf(first)) });
    expect(await send({ extensions: persisted(hashOf(first)) })).toEqual(answered);
    for (let count = 0; count < 23; count++) {
      const query = `${newQuery()} ${padding}`;
      await send({ query, extensions: persisted(hashOf(query)) });
    }
    const { body } = await send({ extensions: persisted(hashOf(first)) });
    expect(body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('what this gateway does not do', () => {
  it.each([
    ['@defer', '{ viewer { kind ... @defer { name } } }'],
    ['@stream', '{ deliveryServers(first: 1) { nodes @stream(initialCount: 1) { id } } }'],
  ])('is told in a sentence: %s', async (directive, query) => {
    const { status, errors } = await app.graphql(query);
    expect(status).toBe(400);
    expect(errors?.map(({ message }) => message)).toEqual([
      `${directive} is not supported: an answer comes whole. Leave the directive out, or ask for the slow part in a request of its own.`,
    ]);
  });

  it('is told in a sentence: a list of operations', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ viewer { kind } }' }, { query: '{ viewer { kind } }' }]),
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: [{ message: string; extensions: object }] };
    expect(errors[0].message).toMatch(/^Send one operation in a request: lists of them are not taken/);
    expect(errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
  });
});
