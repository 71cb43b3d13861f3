import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrustProxy } from '../../src/config/trust-proxy.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

const administrator = { username: 'Root', password: 'correct horse battery' };
const wrong = { ...administrator, password: 'wrong' };

let gateway: TestApp;
const running: TestApp[] = [];

beforeEach(async () => {
  gateway = await start();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
});

async function start(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp({ administrator, ...options });
  running.push(app);
  return app;
}

/** Signs in from an address, which a proxy on this machine tells. */
async function signInFrom(address: string, input: object, at = gateway) {
  const query =
    'mutation ($input: SignInInput!) { signIn(input: $input) { sessionToken userErrors { code } } }';
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ query, variables: { input } }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  const { data, errors } = (await response.json()) as { data?: any; errors?: any[] };
  if (data?.signIn?.sessionToken) at.transcript.guard('session', data.signIn.sessionToken);
  const retryAfter = Number(response.headers.get('retry-after') ?? 0);
  return { status: response.status, retryAfter, errors, signIn: data?.signIn };
}

const signIn = (input: object, at = gateway) => signInFrom('192.0.2.1', input, at);

/** Fails until the limit refuses, and will for another 4 seconds; tells how many attempts were taken. */
async function failUntilRefused(input: object, address = '192.0.2.1', at = gateway): Promise<number> {
  for (let failures = 0; ; ) {
    const { status, retryAfter } = await signInFrom(address, input, at);
    if (status === 200) failures += 1;
    else if (retryAfter >= 4) return failures;
  }
}

describe('ten wrong passwords for a user name', () => {
  it('shut out the right one for 6 seconds at most, however many more come', async () => {
    expect(await failUntilRefused(wrong)).toBeGreaterThanOrEqual(10);
    for (let attempt = 0; attempt < 20; attempt++) await signIn(wrong);
    const { status, retryAfter, errors } = await signIn(administrator);
    expect([status, errors?.[0].extensions]).toEqual([429, { code: 'RATE_LIMITED', retryAfter }]);
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(6);
  });

  it('shut out no other user name, and nobody at another address', async () => {
    await failUntilRefused(wrong);
    expect((await signIn({ ...wrong, username: 'another' })).status).toBe(200);
    expect((await signInFrom('192.0.2.2', administrator)).signIn.sessionToken).toMatch(/^dgs_/);
  });

  it('count for all addresses of an IPv6 /64', async () => {
    await failUntilRefused(wrong, '2001:db8:1:2::1');
    expect((await signInFrom('2001:db8:1:2:3:4:5:6', wrong)).status).toBe(429);
    expect((await signInFrom('2001:db8:1:3::1', wrong)).status).toBe(200);
  });

  it('are told apart by a proxy that is trusted, and by no other', async () => {
    const statusElsewhere = async (trustProxy: TrustProxy) => {
      const app = await start({ trustProxy });
      await failUntilRefused(wrong, '192.0.2.1', app);
      return (await signInFrom('192.0.2.2', wrong, app)).status;
    };
    expect(await statusElsewhere(1)).toBe(200);
    expect(await statusElsewhere(['127.0.0.0/8'])).toBe(200);
    expect(await statusElsewhere(0)).toBe(429);
    expect(await statusElsewhere(['10.0.0.0/8'])).toBe(429);
  });
});

describe('a right password', () => {
  it('clears the failures of its user name', async () => {
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < 9; attempt++) expect((await signIn(wrong)).status).toBe(200);
      expect((await signIn(administrator)).signIn.sessionToken).toMatch(/^dgs_/);
    }
  });

  it('passes after Retry-After, when the address had too many failures for other names', async () => {
    await signIn({ username: 'another', password: 'x' });
    await gateway.sql(
      'UPDATE sign_in_failures SET empty_at = NOW(3) + INTERVAL 61 SECOND WHERE interval_milliseconds = 600',
    );
    const refused = await signIn(administrator);
    expect(refused.errors?.[0].extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: 2 });
    expect((await signInFrom('192.0.2.2', administrator)).signIn.sessionToken).toMatch(/^dgs_/);
    expect((await signIn({ apiKey: gateway.adminKey })).signIn.sessionToken).toMatch(/^dgs_/);
    await sleep(2_000);
    expect((await signIn(administrator)).signIn.sessionToken).toMatch(/^dgs_/);
  });
});

describe('ten wrong keys', () => {
  it('shut out more wrong ones, and never a right one', async () => {
    await failUntilRefused({ apiKey: 'wrong' });
    for (let attempt = 0; attempt < 12; attempt++)
      expect((await signIn({ apiKey: gateway.adminKey })).signIn.sessionToken).toMatch(/^dgs_/);
    expect((await signIn({ apiKey: 'wrong' })).status).toBe(429);
    expect((await gateway.graphql('{ viewer { name } }')).status).toBe(200);
  });
});

describe('many attempts at once', () => {
  const attempts = (count: number, addressOf: (index: number) => string) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        signInFrom(addressOf(index), { username: `name ${index}`, password: 'x' }),
      ),
    );
  const statuses = (answers: { status: number }[]) => new Set(answers.map(({ status }) => status));

  it('wait in a short queue, of one address and in all, and the others are told to come again', async () => {
    expect(statuses(await attempts(60, () => '192.0.2.1'))).toEqual(new Set([200, 429]));
    expect(statuses(await attempts(60, (index) => `198.51.${index}.1`))).toEqual(new Set([200, 429]));
  });

  it('from networks that failed lately leave room to those that did not, and to who signed in there before', async () => {
    const home = '203.0.113.7';
    expect((await signInFrom(home, administrator)).status).toBe(200);
    const flood = Array.from({ length: 8 }, async (_, round) => {
      for (let each = 0; each < 10; each++)
        await signInFrom(`198.51.${round}.1`, { username: `name ${round} ${each}`, password: 'x' });
    });
    const right = await signInFrom(home, administrator);
    await Promise.all(flood);
    expect(right.status).toBe(200);
  });
});
