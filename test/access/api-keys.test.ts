import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mutate, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createApiKey, keyFields } from './create-api-key.js';
import { auditRows } from './sign-in-as.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const createKey = (input?: object, key?: string) => createApiKey(app, input, key);

const revoke = (id: string) => mutate(app, 'apiKeyRevoke', { id }, `apiKey { ${keyFields} }`);

const statusWith = async (key: string) => (await app.graphql('{ viewer { name } }', {}, key)).status;

describe('apiKeyCreate', () => {
  it('answers a key that works at once with the scopes that were asked for', async () => {
    const { secret, apiKey, userErrors } = await createKey({ name: 'Nightly', scopes: ['SECRETS', 'READ'] });
    expect(userErrors).toEqual([]);
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^key_\d+$/),
      name: 'Nightly',
      scopes: ['READ', 'SECRETS'],
      tag: null,
      networks: null,
      replaces: null,
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
      createdAt: expect.stringMatching(/Z$/),
    });
    const { data } = await app.graphql('{ viewer { kind name scopes expiresAt } }', {}, secret);
    expect(data.viewer).toEqual({
      kind: 'API_KEY',
      name: 'Nightly',
      scopes: ['READ', 'SECRETS'],
      expiresAt: null,
    });
  });

  it('stores nothing from which the key could be told', async () => {
    const { secret, apiKey } = await createKey();
    const [row] = await app.sql('SELECT * FROM api_keys WHERE id = ?', [apiKey.id.slice(4)]);
    expect(row.key_hash).toHaveLength(32);
    expect(JSON.stringify(row)).not.toContain(secret.slice(4, 20));
  });

  it('gives away no scope that the maker does not have', async () => {
    const { secret: maker } = await createKey({ scopes: ['ADMIN', 'READ'] });
    const beyond = await createKey({ scopes: ['READ', 'WRITE', 'SECRETS'] }, maker);
    expect(beyond).toMatchObject({ secret: null, apiKey: null });
    expect(told(beyond.userErrors)).toEqual(['input.scopes NOT_PERMITTED']);
    expect(beyond.userErrors[0].message).toContain('WRITE, SECRETS');
    expect((await createKey({ scopes: ['READ', 'ADMIN'] }, maker)).userErrors).toEqual([]);
  });

  it('counts a scope that is named twice once', async () => {
    expect((await createKey({ scopes: ['READ', 'READ'] })).apiKey.scopes).toEqual(['READ']);
  });

  it.each([
    ['', 'REQUIRED'],
    [' \n', 'REQUIRED'],
    ['n'.repeat(256), 'TOO_LONG'],
    ['bell\u0007', 'INVALID'],
    ['two\r\nlines', 'INVALID'],
    ['a\ttab', 'INVALID'],
    ['a\u2028separator', 'INVALID'],
  ])('refuses the name %j', async (name, code) => {
    expect(told((await createKey({ name })).userErrors)).toEqual([`input.name ${code}`]);
  });

  it('tells everything that is wrong at once', async () => {
    const { userErrors } = await createKey({ name: ' ', scopes: [], expiresAt: '2020-01-01T00:00:00Z' });
    expect(told(userErrors)).toEqual([
      'input.name REQUIRED',
      'input.scopes REQUIRED',
      'input.expiresAt OUT_OF_RANGE',
    ]);
  });
});

describe('apiKeyRevoke', () => {
  it('ends a key at once, also one that is in use', async () => {
    const { secret, apiKey } = await createKey();
    expect(await statusWith(secret)).toBe(200);
    const revoked = await revoke(apiKey.id);
    expect(revoked.userErrors).toEqual([]);
    expect(revoked.apiKey).toMatchObject({ id: apiKey.id, revokedAt: expect.stringMatching(/Z$/) });
    expect(await statusWith(secret)).toBe(401);
    const { body } = await app.legacy({ Command: 'deliveryservers.get' }, { key: secret });
    expect(body.ErrorCode).toBe(99998);
  });

  it('changes nothing the second time, and is told in the audit trail each time', async () => {
    const { apiKey } = await createKey();
    const first = await revoke(apiKey.id);
    expect(await revoke(apiKey.id)).toEqual(first);
    const rows = (await auditRows(app, 'API_KEY_REVOKED')).filter(({ object_id }) => object_id === apiKey.id);
    const revokedAt = { field: 'revokedAt', from: null, to: first.apiKey.revokedAt };
    expect(rows.map(({ changes }) => JSON.parse(changes))).toEqual([[revokedAt], null]);
  });

  it.each([
    ['key_2147483647', 'NOT_FOUND'],
    ['ds_1', 'INVALID_ID'],
    ['1', 'INVALID_ID'],
  ])('answers for the id %j: %s', async (id, code) => {
    const { apiKey, userErrors } = await revoke(id);
    expect(apiKey).toBeNull();
    expect(told(userErrors)).toEqual([`input.id ${code}`]);
  });
});

describe('apiKeys', () => {
  it('lists the keys that are not revoked, oldest first, without their secrets', async () => {
    const [first, gone, last] = [
      await createKey({ name: 'first' }),
      await createKey(),
      await createKey({ name: 'last' }),
    ];
    await revoke(gone.apiKey.id);
    const { data } = await app.graphql(`{ apiKeys(first: 100) { totalCount nodes { ${keyFields} } } }`);
    const { nodes, totalCount } = data.apiKeys;
    const ids: string[] = nodes.map(({ id }: { id: string }) => id);
    expect(totalCount).toBe(nodes.length);
    expect(ids).not.toContain(gone.apiKey.id);
    expect(ids.indexOf(first.apiKey.id)).toBeLessThan(ids.indexOf(last.apiKey.id));
    expect(ids.map((id) => Number(id.slice(4)))).toEqual(
      ids.map((id) => Number(id.slice(4))).toSorted((a, b) => a - b),
    );
    for (const { secret } of [first, gone, last]) expect(JSON.stringify(data)).not.toContain(secret);
  });

  it('comes in pages', async () => {
    await Promise.all([createKey(), createKey(), createKey()]);
    const whole = await pageOfKeys({ first: 100 });
    const ids: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await pageOfKeys({ first: 2, after });
      ids.push(...page.ids);
      after = page.next;
      if (after === null) break;
    }
    expect(ids).toEqual(whole.ids);
  });
});

async function pageOfKeys(variables: object): Promise<{ ids: string[]; next: string | null }> {
  const { data } = await app.graphql(
    `query ($first: Int!, $after: String) {
      apiKeys(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
    }`,
    variables,
  );
  const { nodes, pageInfo } = data.apiKeys;
  return {
    ids: nodes.map(({ id }: { id: string }) => id),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

describe('lastUsedAt', () => {
  it('is null before the first use and the time of it afterwards', async () => {
    const { secret, apiKey } = await createKey();
    const before = Date.now();
    await statusWith(secret);
    await vi.waitFor(async () => {
      const lastUsedAt = await lastUseOf(apiKey.id);
      expect(lastUsedAt).not.toBeNull();
      expect(Math.abs(Date.parse(lastUsedAt as string) - before)).toBeLessThan(10_000);
    });
  });

  it('tells of a use through the legacy API too', async () => {
    const { secret, apiKey } = await createKey();
    await app.legacy({ Command: 'deliveryservers.get' }, { key: secret });
    await vi.waitFor(async () => expect(await lastUseOf(apiKey.id)).not.toBeNull());
  });
});

async function lastUseOf(id: string): Promise<string | null> {
  const { data } = await app.graphql('{ apiKeys(first: 100) { nodes { id lastUsedAt } } }');
  return data.apiKeys.nodes.find((key: { id: string }) => key.id === id).lastUsedAt;
}

describe('node', () => {
  it('gives an API key to a credential with ADMIN, and to no other', async () => {
    const { apiKey } = await createKey();
    const query = `{ node(id: "${apiKey.id}") { __typename id } }`;
    const withAdmin = await app.graphql(query);
    expect(withAdmin.data.node).toEqual({ __typename: 'ApiKey', id: apiKey.id });
    const without = await app.graphql(query, {}, await app.createKey(['READ']));
    expect(without.data.node).toBeNull();
  });
});
