import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mutate, mutation, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';

let app: TestApp;

beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app?.stop());

const revoke = async (id: string) => told((await mutate(app, 'apiKeyRevoke', { id })).userErrors);
const refused = ['input.id NOT_PERMITTED'];

async function addAdministrator(username: string): Promise<string> {
  const password = app.transcript.guard('password', `password of ${username}`);
  const input = { username, password };
  return (await mutate(app, 'adminCreate', input, 'administrator { id }')).administrator.id;
}

describe('the last credential with ADMIN', () => {
  it('cannot be revoked, and says what to do', async () => {
    await createApiKey(app, { scopes: ['READ', 'WRITE'] });
    expect(await revoke('key_1')).toEqual(refused);
    const { data } = await app.graphql(
      'mutation { apiKeyRevoke(input: { id: "key_1" }) { userErrors { message } } }',
    );
    expect(data.apiKeyRevoke.userErrors[0].message).toContain('Make another one first');
    expect((await app.graphql('{ viewer { name } }')).status).toBe(200);
  });

  it('is not replaced by a key that ends, which time takes away', async () => {
    const { apiKey } = await createApiKey(app, { scopes: ['ADMIN'], expiresAt: '2199-01-01T00:00:00Z' });
    expect(await revoke('key_1')).toEqual(refused);
    expect(await revoke(apiKey.id)).toEqual([]);
  });

  it('may be an administrator, who cannot be disabled then', async () => {
    const [ada, eve] = [await addAdministrator('ada'), await addAdministrator('eve')];
    const token = await app.signIn({ username: 'ada', password: 'password of ada' });
    const as = (field: string, id: string) =>
      app
        .graphql(mutation(field, ''), { input: { id } }, token)
        .then(({ data }) => told(data[field].userErrors));
    expect(await as('apiKeyRevoke', 'key_1')).toEqual([]);
    expect(await as('adminDisable', eve)).toEqual([]);
    expect(await as('adminDisable', ada)).toEqual(refused);
    expect(await as('adminEnable', eve)).toEqual([]);
    expect(await as('adminDisable', ada)).toEqual([]);
  });
});

describe('two that are ended at the same time', () => {
  const rounds = 12;

  /** Ends each of two keys at the same time, round after round, and counts the rounds that left none. */
  async function roundsWithoutAny(end: (id: string, by: string) => Promise<unknown>): Promise<number> {
    let count = 0;
    const keeper = app.adminKey;
    for (let round = 0; round < rounds; round++) {
      await app.sql('UPDATE api_keys SET revoked_at = NULL WHERE id = 1');
      const pair = [
        await createApiKey(app, { scopes: ['ADMIN'] }, keeper),
        await createApiKey(app, { scopes: ['ADMIN'] }, keeper),
      ];
      await app.sql('UPDATE api_keys SET revoked_at = NOW(3) WHERE id NOT IN (?, ?)', [
        ...pair.map(({ apiKey }) => apiKey.id.slice(4)),
      ]);
      await Promise.all(pair.map(({ apiKey }, index) => end(apiKey.id, pair[1 - index]?.secret as string)));
      const left = await app.sql('SELECT id FROM api_keys WHERE revoked_at IS NULL');
      expect(left.length).toBeLessThan(2);
      if (left.length === 0) count += 1;
    }
    return count;
  }

  it('leave one', async () => {
    const end = (id: string, by: string) => app.graphql(mutation('apiKeyRevoke', ''), { input: { id } }, by);
    expect(await roundsWithoutAny(end)).toBe(0);
  });

  it('are noticed to leave none where nothing is locked', async () => {
    const end = async (id: string) => {
      const [{ count }] = await app.sql('SELECT COUNT(*) AS count FROM api_keys WHERE revoked_at IS NULL');
      if (count > 1) await app.sql('UPDATE api_keys SET revoked_at = NOW(3) WHERE id = ?', [id.slice(4)]);
    };
    expect(await roundsWithoutAny(end)).toBeGreaterThan(0);
  });
});
