import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const createKey = (input: object) => createApiKey(app, input);

const statusWith = async (key: string) => (await app.graphql('{ viewer { name } }', {}, key)).status;

describe('the expiry of a key', () => {
  it('cannot be in the past', async () => {
    const { secret, userErrors } = await createKey({ expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(secret).toBeNull();
    expect(told(userErrors)).toEqual(['input.expiresAt OUT_OF_RANGE']);
  });

  it('cannot be a time that the database cannot keep', async () => {
    const { data, errors } = await app.graphql(
      'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret } }',
      { input: { name: 'A key', scopes: ['READ'], expiresAt: '9999-12-31T23:59:59-12:00' } },
    );
    expect(data ?? null).toBeNull();
    expect(errors?.[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fieldErrors: [{ field: ['input', 'expiresAt'], code: 'INVALID' }],
    });
  });

  it('is told to whoever uses the key', async () => {
    const expiresAt = '2199-12-31T23:59:59.999Z';
    const { secret, apiKey } = await createKey({ expiresAt });
    expect(apiKey.expiresAt).toBe(expiresAt);
    const { data } = await app.graphql('{ viewer { expiresAt } }', {}, secret);
    expect(data.viewer.expiresAt).toBe(expiresAt);
  });

  it('ends a key that was never used', async () => {
    const { secret, apiKey } = await createKey({ expiresAt: '2199-01-01T00:00:00Z' });
    await app.sql('UPDATE api_keys SET expires_at = ? WHERE id = ?', [
      new Date(Date.now() - 1),
      apiKey.id.slice(4),
    ]);
    expect(await statusWith(secret)).toBe(401);
    const { text } = await app.legacy({ Command: 'deliveryservers.get' }, { key: secret });
    expect(JSON.parse(text).ErrorCode).toBe(99998);
  });

  it('ends a key that is in use, however recently it was found valid', async () => {
    const { secret } = await createKey({ expiresAt: new Date(Date.now() + 700).toISOString() });
    expect(await statusWith(secret)).toBe(200);
    await vi.waitFor(async () => expect(await statusWith(secret)).toBe(401), {
      timeout: 2_500,
      interval: 100,
    });
  });
});
