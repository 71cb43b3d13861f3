import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mutate, mutation, told } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';
import { createApiKey, keyFields } from './create-api-key.js';
import { startTwoGateways } from './two-gateways.js';

let app: TestApp;
let other: TestApp;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, other, stop } = await startTwoGateways());
});
afterAll(() => stop?.());

const payload = `secret apiKey { ${keyFields} } oldApiKey { ${keyFields} }`;
async function roll(id: string, endsInSeconds?: number) {
  const rolled = await mutate(app, 'apiKeyRoll', { id, endsInSeconds }, payload);
  if (rolled.secret) app.transcript.guard('API key', rolled.secret);
  return rolled;
}
const statusWith = async (key: string, at = app) => (await at.graphql('{ viewer { name } }', {}, key)).status;

describe('apiKeyRoll', () => {
  it('makes a key like the old one, which works on for a day', async () => {
    const limits = { scopes: ['READ', 'WRITE'], networks: ['127.0.0.1/32'], tag: 'eu' };
    const { apiKey, secret } = await createApiKey(app, { name: 'deploy', ...limits });
    const rolled = await roll(apiKey.id);
    expect(rolled.apiKey).toMatchObject({ name: 'deploy', ...limits, expiresAt: null, replaces: apiKey.id });
    expect(Math.abs(Date.parse(rolled.oldApiKey.expiresAt) - Date.now() - 86_400_000)).toBeLessThan(60_000);
    expect([await statusWith(secret), await statusWith(rolled.secret)]).toEqual([200, 200]);
  });

  it('ends the old one at once, when told so: here, and elsewhere within 5 seconds', async () => {
    const { apiKey, secret } = await createApiKey(app);
    expect(await statusWith(secret, other)).toBe(200);
    const { secret: fresh } = await roll(apiKey.id, 0);
    expect([await statusWith(secret), await statusWith(fresh)]).toEqual([401, 200]);
    await vi.waitFor(async () => expect(await statusWith(secret, other)).toBe(401), {
      timeout: 5_000,
      interval: 100,
    });
  });

  it('never lets the old one outlive its own end', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { apiKey } = await createApiKey(app, { expiresAt });
    const { oldApiKey, apiKey: successor } = await roll(apiKey.id);
    expect([oldApiKey.expiresAt, successor.expiresAt]).toEqual([expiresAt, expiresAt]);
  });

  it('is done once, also when asked for twice at the same time, and again once the successor is revoked', async () => {
    const { apiKey } = await createApiKey(app);
    const both = await Promise.all([roll(apiKey.id), roll(apiKey.id)]);
    expect(both.map(({ userErrors }) => told(userErrors)).sort()).toEqual([[], ['input.id NOT_PERMITTED']]);
    const successor = both.find((each) => each.apiKey !== null)?.apiKey.id;
    await mutate(app, 'apiKeyRevoke', { id: successor });
    expect((await roll(apiKey.id)).userErrors).toEqual([]);
  });

  it('is refused for a key that is over, for that of the environment, and for a time out of bounds', async () => {
    const { apiKey } = await createApiKey(app);
    for (const seconds of [-1, 2_592_001])
      expect(told((await roll(apiKey.id, seconds)).userErrors)).toEqual(['input.endsInSeconds OUT_OF_RANGE']);
    await mutate(app, 'apiKeyRevoke', { id: apiKey.id });
    expect(told((await roll(apiKey.id)).userErrors)).toEqual(['input.id NOT_PERMITTED']);
    const { apiKey: ended } = await createApiKey(app, { expiresAt: '2199-01-01T00:00:00Z' });
    await app.sql('UPDATE api_keys SET expires_at = NOW(3) WHERE id = ?', [ended.id.slice(4)]);
    expect(told((await roll(ended.id)).userErrors)).toEqual(['input.id NOT_PERMITTED']);
    const { data } = await app.graphql('{ apiKeys { nodes { id name } } }');
    const { id } = data.apiKeys.nodes.find(({ name }: { name: string }) => name === 'ADMIN_API_KEY');
    expect(told((await roll(id)).userErrors)).toEqual(['input.id NOT_PERMITTED']);
  });
});

describe('apiKeyUpdate', () => {
  const update = (input: object) => mutate(app, 'apiKeyUpdate', input, `apiKey { version ${keyFields} }`);

  it('changes what is told, and nothing else', async () => {
    const { apiKey } = await createApiKey(app, { networks: ['10.0.0.0/8'] });
    const { id } = apiKey;
    const changed = await update({ id, name: 'other', expectedVersion: 1 });
    expect(changed.apiKey).toMatchObject({ name: 'other', networks: ['10.0.0.0/8'], version: 2 });
    const cleared = await update({ id, networks: null, expiresAt: '2199-01-01T00:00:00.000Z' });
    expect(cleared.apiKey).toMatchObject({
      networks: null,
      expiresAt: '2199-01-01T00:00:00.000Z',
      version: 3,
    });
    expect(told((await update({ id, name: 'x', expectedVersion: 1 })).userErrors)).toEqual([
      'input.expectedVersion VERSION_CONFLICT',
    ]);
    const wrong = { id, name: ' ', networks: ['10.0.0.1/8'], expiresAt: '2001-01-01T00:00:00Z' };
    expect(told((await update(wrong)).userErrors)).toEqual([
      'input.name REQUIRED',
      'input.networks.0 INVALID',
      'input.expiresAt OUT_OF_RANGE',
    ]);
  });

  it('does not limit the last credential with ADMIN', async () => {
    await app.sql("UPDATE api_keys SET origin = 'CREATED'");
    const { apiKey } = await createApiKey(app, { scopes: ['ADMIN', 'READ'] });
    const { id } = apiKey;
    await app.sql("UPDATE api_keys SET scopes = 'READ' WHERE id NOT IN (1, ?)", [id.slice(4)]);
    const answer = await app.graphql(mutation('apiKeyRevoke', ''), { input: { id: 'key_1' } });
    expect(told(answer.data.apiKeyRevoke.userErrors)).toEqual([]);
    const { secret } = await createApiKeyBySql(id);
    const as = async (input: object) => {
      const { data } = await app.graphql(mutation('apiKeyUpdate', ''), { input: { id, ...input } }, secret);
      return told(data.apiKeyUpdate.userErrors);
    };
    expect(await as({ networks: ['127.0.0.1'] })).toEqual(['input.networks NOT_PERMITTED']);
    expect(await as({ expiresAt: '2199-01-01T00:00:00Z' })).toEqual(['input.expiresAt NOT_PERMITTED']);
    expect(await as({ name: 'last' })).toEqual([]);
  });

  /** Gives the key of this id a secret that is known here. */
  async function createApiKeyBySql(id: string) {
    const { createHash } = await import('node:crypto');
    const secret = app.transcript.guard('API key', 'a-secret-that-is-known-here');
    await app.sql('UPDATE api_keys SET key_hash = ? WHERE id = ?', [
      createHash('sha256').update(secret).digest(),
      id.slice(4),
    ]);
    return { secret };
  }
});
