import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutate } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';
import { signInAs } from './sign-in-as.js';
import { startTwoGateways } from './two-gateways.js';

let app: TestApp;
let other: TestApp;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, other, stop } = await startTwoGateways());
});
afterAll(() => stop?.());

const statusWith = async (credential: string) =>
  (await other.graphql('{ viewer { name } }', {}, credential)).status;

/** Uses a credential at the other gateway without a pause until it is refused, for so long at most. */
async function millisecondsUntilRefused(credential: string, longest: number): Promise<number> {
  const begun = Date.now();
  while (Date.now() - begun < longest) if ((await statusWith(credential)) === 401) break;
  return Date.now() - begun;
}

/** Follows changes at the other gateway, and gives what it says until its end, and when that is. */
async function follow(credential: string) {
  const response = await fetch(`${other.url}/graphql/stream`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${credential}`,
    },
    body: JSON.stringify({ query: 'subscription { deliveryServerChanged { kind } }' }),
  });
  expect(response.status).toBe(200);
  return { ended: response.text().then((text) => ({ text, endedAt: Date.now() })) };
}

describe('a credential that is revoked at one gateway', () => {
  it('is refused by the other within 5 seconds, with its sessions and subscriptions', async () => {
    const { secret, apiKey } = await createApiKey(app);
    const { token } = await signInAs(other, { apiKey: secret });
    const credentials = [secret, token as string];
    for (const credential of credentials) expect(await statusWith(credential)).toBe(200);
    const streams = await Promise.all(credentials.map(follow));
    await mutate(app, 'apiKeyRevoke', { id: apiKey.id });
    const revokedAt = Date.now();
    const waits = await Promise.all(credentials.map((each) => millisecondsUntilRefused(each, 8_000)));
    for (const wait of waits) expect(wait).toBeLessThan(5_500);
    for (const stream of await Promise.all(streams.map(({ ended }) => ended))) {
      expect(stream.text).toContain('UNAUTHENTICATED');
      expect(stream.endedAt - revokedAt).toBeLessThan(6_500);
    }
  });

  it('is noticed to work on where nothing is revoked', async () => {
    const { secret } = await createApiKey(app);
    expect(await millisecondsUntilRefused(secret, 1_000)).toBeGreaterThanOrEqual(1_000);
  });
});

describe('a key that ends at a time', () => {
  it('ends then, with its sessions and subscriptions, however recently it was used', async () => {
    const expiresAt = Date.now() + 12_000;
    const { secret } = await createApiKey(app, { expiresAt: new Date(expiresAt).toISOString() });
    const { token } = await signInAs(other, { apiKey: secret });
    const credentials = [secret, token as string];
    const streams = await Promise.all(credentials.map(follow));
    const lastAccepted = async (credential: string) => {
      for (let last = 0; ; ) {
        const begun = Date.now();
        if ((await statusWith(credential)) === 401) return last;
        last = begun;
      }
    };
    for (const last of await Promise.all(credentials.map(lastAccepted)))
      expect(last).toBeLessThanOrEqual(expiresAt);
    for (const stream of await Promise.all(streams.map(({ ended }) => ended))) {
      expect(stream.text).toContain('UNAUTHENTICATED');
      expect(stream.endedAt).toBeGreaterThanOrEqual(expiresAt);
      expect(stream.endedAt - expiresAt).toBeLessThan(900);
    }
  });

  it('tells its last use also through a session', async () => {
    const { secret, apiKey } = await createApiKey(app);
    const { token } = await signInAs(other, { apiKey: secret });
    const rowId = apiKey.id.slice(4);
    await app.sql('UPDATE api_keys SET last_used_at = NULL WHERE id = ?', [rowId]);
    await app.graphql('{ viewer { name } }', {}, token as string);
    const lastUse = async () =>
      (await app.sql('SELECT last_used_at AS at FROM api_keys WHERE id = ?', [rowId]))[0].at;
    await expect.poll(lastUse).not.toBeNull();
  });
});
