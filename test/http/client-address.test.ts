import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrustProxy } from '../../src/config/trust-proxy.js';
import { mutation } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const administrator = { username: 'operator', password: 'a password of some length' };
const longText = 'x'.repeat(300);

/** Requests with what a proxy on this machine tells in `X-Forwarded-For`. */
function through(app: TestApp) {
  const post = async (forwardedFor: string, field: string, input: object, key: string | null) => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': forwardedFor,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ query: mutation(field, ''), variables: { input } }),
    });
    return { status: response.status, text: await response.text() };
  };
  return {
    signIn: (forwardedFor: string, username = administrator.username) =>
      post(forwardedFor, 'signIn', { username, password: 'wrong' }, null),
    /** The address that the audit trail has of a change. */
    async addressOf(forwardedFor: string): Promise<string> {
      await post(forwardedFor, 'userGroupCreate', { name: 'Customers' }, app.adminKey);
      const [entry] = await app.sql('SELECT address FROM audit_entries ORDER BY id DESC LIMIT 1');
      return entry.address;
    },
  };
}

describe('the address of a client', () => {
  let app: TestApp;
  const started: TestApp[] = [];
  const start = async (trustProxy: TrustProxy) => {
    const other = await startTestApp({ administrator, trustProxy });
    started.push(other);
    return other;
  };

  beforeAll(async () => {
    app = await start(['loopback']);
  });
  afterAll(() => Promise.all(started.map((each) => each.stop())));

  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['198.51.100.7:50123', '198.51.100.7'],
    ['2001:DB8:0::7', '2001:db8::7'],
    ['[2001:db8::7]:50123', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    [`fe80::7%${longText}`, 'fe80::7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['203.0.113.1, 198.51.100.7, 127.0.0.1', '198.51.100.7'],
    ['', '127.0.0.1'],
    ['=HYPERLINK("https://example.com")', 'unknown'],
    ['010.0.0.1', 'unknown'],
    ['10.1', 'unknown'],
    [longText, 'unknown'],
    ['198.51.100.7, nobody', 'unknown'],
  ])('of X-Forwarded-For %j is %j', async (forwardedFor, address) => {
    expect(await through(app).addressOf(forwardedFor)).toBe(address);
  });

  it('is found behind trusted proxies that are told with their ports', async () => {
    const behindTwo = through(await start(['loopback', '10.0.0.0/8']));
    expect(await behindTwo.addressOf('203.0.113.1, 198.51.100.7:50123, 10.0.0.5:443')).toBe('198.51.100.7');
  });

  it('is one for failures to sign in, whatever the port or the text', async () => {
    const { signIn } = through(app);
    for (const [place, name] of [
      [(count: number) => `203.0.113.9:${50_000 + count}`, 'somebody'],
      [(count: number) => `${longText}${count}`, 'somebody else'],
    ] as const) {
      const statuses: number[] = [];
      for (let count = 0; count < 11; count += 1) statuses.push((await signIn(place(count), name)).status);
      expect(statuses).toEqual([...Array(10).fill(200), 429]);
    }
  });
});
