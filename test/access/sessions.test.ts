import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrustProxy } from '../../src/trust-proxy.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const administrator = { username: 'Root', password: 'correct horse battery' };

let app: TestApp;
let wrongPasswordAnswer: Awaited<ReturnType<typeof signIn>> | undefined;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());

const signIn = (input: object, gateway = app) =>
  gateway.graphql(
    `mutation ($input: SignInInput!) {
      signIn(input: $input) { sessionToken expiresAt userErrors { field code message } }
    }`,
    { input },
    null,
  );

const statusWith = async (token: string, gateway = app) =>
  (await gateway.graphql('{ viewer { name } }', {}, token)).status;

describe('signIn', () => {
  it('answers a session with every scope that ends 12 hours later', async () => {
    const { data } = await signIn(administrator);
    const { sessionToken, expiresAt, userErrors } = data.signIn;
    app.transcript.guard('session', sessionToken);
    expect(userErrors).toEqual([]);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 12 * 3_600_000)).toBeLessThan(10_000);
    const { data: own } = await app.graphql('{ viewer { kind name scopes expiresAt } }', {}, sessionToken);
    expect(own.viewer).toEqual({
      kind: 'ADMINISTRATOR',
      name: 'Root',
      scopes: ['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN'],
      expiresAt,
    });
  });

  it('is a session for the legacy API too', async () => {
    const token = await app.signIn(administrator);
    const { body } = await app.legacy({ Command: 'deliveryservers.get', SessionID: token }, { key: null });
    expect(body.ErrorCode).toBe(2);
  });

  it.each([
    ['an unknown user', { ...administrator, username: 'nobody' }],
    ['neither right', { username: 'nobody', password: 'wrong' }],
    ['the user name in another case', { ...administrator, username: 'root' }],
    ['a space after the user name', { ...administrator, username: 'Root ' }],
    ['the password in another case', { ...administrator, password: 'Correct horse battery' }],
    ['a space after the password', { ...administrator, password: `${administrator.password} ` }],
    ['the beginning of the password', { ...administrator, password: 'correct horse' }],
    ['a text of SQL', { ...administrator, username: "Root' OR '1'='1" }],
    ['a very long user name', { ...administrator, username: 'Root'.repeat(3_000) }],
  ])('answers to %s what it answers to a wrong password', async (_, input) => {
    const wrong = wrongPasswordAnswer ?? (await signIn({ ...administrator, password: 'wrong' }));
    wrongPasswordAnswer = wrong;
    expect(wrong.data.signIn).toMatchObject({
      sessionToken: null,
      expiresAt: null,
      userErrors: [{ field: null, code: 'INVALID_CREDENTIALS' }],
    });
    const { status, data, errors } = await signIn(input);
    expect({ status, data, errors }).toEqual({ status: 200, data: wrong.data, errors: undefined });
  });

  it.each([
    [{ username: 'Root' }, ['password']],
    [{ username: 'Root', password: '' }, ['password']],
    [{ password: 'x' }, ['username']],
    [{ username: '', password: '' }, ['username', 'password']],
    [{}, ['username', 'password']],
  ])('names what is missing from %j', async (input, missing) => {
    const { data } = await signIn(input);
    expect(data.signIn.sessionToken).toBeNull();
    expect(data.signIn.userErrors).toMatchObject(
      missing.map((field) => ({ field: ['input', field], code: 'REQUIRED' })),
    );
  });

  it('keeps nothing of a session but a hash', async () => {
    const token = await app.signIn(administrator);
    const rows = await app.sql('SELECT token_hash FROM sessions');
    expect(rows.every(({ token_hash }) => token_hash.length === 32)).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('signIn with an API key', () => {
  it('answers a session that may do what the key may', async () => {
    const key = await app.createKey(['READ']);
    const token = await sessionOf(key);
    const { data } = await app.graphql('{ viewer { kind name scopes } }', {}, token);
    expect(data.viewer).toEqual({ kind: 'API_KEY', name: 'test READ', scopes: ['READ'] });
    const refused = await app.graphql('{ apiKeys { totalCount } }', {}, token);
    expect(refused.status).toBe(403);
  });

  it('answers a session that ends at once when the key is revoked', async () => {
    const { apiKey, secret } = await keyOf({});
    const token = await sessionOf(secret);
    expect(await statusWith(token)).toBe(200);
    await app.graphql(
      'mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { userErrors { code } } }',
      apiKey,
    );
    expect(await statusWith(token)).toBe(401);
    const { data } = await signIn({ apiKey: secret });
    expect(data.signIn.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
  });

  it('answers a session that lasts no longer than the key', async () => {
    const { secret } = await keyOf({ expiresAt: new Date(Date.now() + 700).toISOString() });
    const token = await sessionOf(secret);
    expect(await statusWith(token)).toBe(200);
    await vi.waitFor(async () => expect(await statusWith(token)).toBe(401), {
      timeout: 2_500,
      interval: 100,
    });
  });

  it.each([
    ['a key that is cut off', (key: string) => key.slice(0, -1)],
    ['a key in lower case', (key: string) => key.toLowerCase()],
    ['a key with a space after it', (key: string) => `${key} `],
    ['a word', () => 'nonsense'],
  ])('answers INVALID_CREDENTIALS to %s', async (_, spoil) => {
    const { data } = await signIn({ apiKey: spoil(app.adminKey) });
    expect(data.signIn).toMatchObject({
      sessionToken: null,
      userErrors: [{ field: null, code: 'INVALID_CREDENTIALS' }],
    });
  });

  it('does not prolong a session with itself', async () => {
    const { data } = await signIn({ apiKey: await app.signIn(administrator) });
    expect(data.signIn).toMatchObject({ sessionToken: null, userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
  });

  async function keyOf(input: object) {
    const { data } = await app.graphql(
      `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret apiKey { id } } }`,
      { input: { name: 'A key', scopes: ['READ'], ...input } },
    );
    app.transcript.guard('API key', data.apiKeyCreate.secret);
    return data.apiKeyCreate;
  }

  async function sessionOf(apiKey: string): Promise<string> {
    const { data } = await signIn({ apiKey });
    return app.transcript.guard('session', data.signIn.sessionToken);
  }
});

describe('too many failures', () => {
  it('stop further attempts for the user name, even the right one, until the minute is over', async () => {
    const gateway = await startTestApp({ administrator });
    try {
      for (let attempt = 0; attempt < 10; attempt++) {
        const { data } = await signIn({ ...administrator, password: 'wrong' }, gateway);
        expect(data.signIn.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
      }
      const { data, errors } = await signIn(administrator, gateway);
      expect(data ?? null).toBeNull();
      expect(errors?.[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
      const other = await signIn({ ...administrator, username: 'another' }, gateway);
      expect(other.data.signIn.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    } finally {
      await gateway.stop();
    }
  });
});

describe('many who sign in', () => {
  let gateway: TestApp;
  const running: TestApp[] = [];

  beforeEach(async () => {
    gateway = await startTestApp({ administrator });
  });
  afterEach(async () => {
    await Promise.all([gateway, ...running.splice(0)].map((app) => app.stop()));
  });

  /** Signs in from another address, which a proxy on this machine tells. */
  async function signInFrom(address: string, input: object, at = gateway) {
    const query =
      'mutation ($input: SignInInput!) { signIn(input: $input) { sessionToken userErrors { code } } }';
    const response = await fetch(`${at.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ query, variables: { input } }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
    return { status: response.status, ...((await response.json()) as { data?: any; errors?: any[] }) };
  }

  it('with a wrong key do not shut out who has the right one', async () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      const { data } = await signIn({ apiKey: 'wrong' }, gateway);
      expect(data.signIn.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    }
    expect((await signIn({ apiKey: 'wrong' }, gateway)).status).toBe(429);
    const { data } = await signIn({ apiKey: gateway.adminKey }, gateway);
    expect(gateway.transcript.guard('session', data.signIn.sessionToken)).toMatch(/^dgs_/);
    expect((await gateway.graphql('{ viewer { name } }')).status).toBe(200);
  });

  it('with a wrong password do not shut out another user name, nor another address', async () => {
    for (let attempt = 0; attempt < 11; attempt++) await signIn({ username: 'one', password: 'x' }, gateway);
    expect((await signIn({ username: 'one', password: 'x' }, gateway)).status).toBe(429);
    expect(await gateway.signIn(administrator)).toMatch(/^dgs_/);
    for (let attempt = 0; attempt < 10; attempt++) await signIn({ ...administrator, password: 'x' }, gateway);
    expect((await signIn(administrator, gateway)).status).toBe(429);
    expect((await signInFrom('192.0.2.1', administrator)).status).toBe(200);
  });

  it('are told apart by a proxy that is trusted, and by no other', async () => {
    const shutOut = async (trustProxy: TrustProxy) => {
      const app = await startTestApp({ administrator, trustProxy });
      running.push(app);
      for (let attempt = 0; attempt < 10; attempt++)
        await signInFrom('192.0.2.1', { username: 'one', password: 'x' }, app);
      return (await signInFrom('192.0.2.2', { username: 'one', password: 'x' }, app)).status;
    };
    expect(await shutOut(1)).toBe(200);
    expect(await shutOut(['127.0.0.0/8'])).toBe(200);
    expect(await shutOut(0)).toBe(429);
    expect(await shutOut(['10.0.0.0/8'])).toBe(429);
  });

  it('with ever other names from one address are stopped after 100 failures', async () => {
    let failures = 0;
    for (let round = 0; round < 30 && failures < 100; round++) {
      const names = Array.from({ length: 5 }, (_, index) => `name ${round} ${index}`);
      const answers = await Promise.all(
        names.map((username) => signIn({ username, password: 'x' }, gateway)),
      );
      failures += answers.filter(({ status }) => status === 200).length;
    }
    const { status, errors } = await signIn({ username: 'another', password: 'x' }, gateway);
    expect(status).toBe(429);
    expect(errors?.[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect((await signInFrom('192.0.2.1', administrator)).data.signIn.sessionToken).toMatch(/^dgs_/);
    expect((await signIn({ apiKey: gateway.adminKey }, gateway)).status).toBe(200);
  });

  it('at once wait in a short queue, of one address and in all, and the others are told to come again', async () => {
    const statusesOf = async (addressOf: (index: number) => string) => {
      const attempts = Array.from({ length: 60 }, (_, index) =>
        signInFrom(addressOf(index), { username: `name ${index}`, password: 'x' }),
      );
      return (await Promise.all(attempts)).map(({ status }) => status);
    };
    const ofOne = await statusesOf(() => '192.0.2.1');
    expect(new Set(ofOne)).toEqual(new Set([200, 429]));
    const ofMany = await statusesOf((index) => `198.51.100.${index}`);
    expect(new Set(ofMany)).toEqual(new Set([200, 429]));
    // A second later there is room again.
    await vi.waitFor(async () => expect((await signInFrom('192.0.2.2', administrator)).status).toBe(200));
  });
});

describe('signOut', () => {
  const signOut = (key: string) =>
    app.graphql('mutation { signOut { signedOut userErrors { field code } } }', {}, key);

  it('ends the session of the request at once, and no other', async () => {
    const [mine, other] = [await app.signIn(administrator), await app.signIn(administrator)];
    expect(await statusWith(mine)).toBe(200);
    expect((await signOut(mine)).data.signOut).toEqual({ signedOut: true, userErrors: [] });
    expect(await statusWith(mine)).toBe(401);
    expect(await statusWith(other)).toBe(200);
    const { body } = await app.legacy({ Command: 'deliveryservers.get', SessionID: mine }, { key: null });
    expect(body.ErrorCode).toBe(99998);
  });

  it('does not end an API key', async () => {
    expect((await signOut(app.adminKey)).data.signOut).toEqual({
      signedOut: false,
      userErrors: [{ field: null, code: 'NOT_PERMITTED' }],
    });
    expect(await statusWith(app.adminKey)).toBe(200);
  });
});

describe('a session', () => {
  it('is refused once it has expired', async () => {
    const token = await app.signIn(administrator);
    await app.sql('UPDATE sessions SET expires_at = ?', [new Date(Date.now() - 1)]);
    expect(await statusWith(token)).toBe(401);
    const { body } = await app.legacy({ Command: 'deliveryservers.get', SessionID: token }, { key: null });
    expect(body.ErrorCode).toBe(99998);
  });

  it('leaves no row behind once it has expired and someone signs in', async () => {
    await app.signIn(administrator);
    await app.sql('UPDATE sessions SET expires_at = ?', [new Date(Date.now() - 1)]);
    await app.signIn(administrator);
    expect(await app.sql('SELECT id FROM sessions')).toHaveLength(1);
  });

  it.each([
    ['in lower case', (token: string) => token.toLowerCase()],
    ['cut by a character', (token: string) => token.slice(0, -1)],
    ['with a character added', (token: string) => `${token}A`],
    ['as the prefix alone', () => 'dgs_'],
  ])('does not match %s', async (_, spoil) => {
    const token = await app.signIn(administrator);
    expect(await statusWith(spoil(token))).toBe(401);
  });
});

describe('the administrator of the environment', () => {
  let database: TestDatabase;
  const running: TestApp[] = [];
  const secretsKey = Buffer.alloc(32, 7);

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
    await database.drop();
  });

  async function restart(options: TestAppOptions): Promise<TestApp> {
    await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
    const gateway = await startTestApp({ secretsKey, ...options, databaseUrl: database.url });
    running.push(gateway);
    return gateway;
  }

  it('keeps their sessions over a restart with the same password', async () => {
    const token = await (await restart({ administrator })).signIn(administrator);
    const again = await restart({ administrator });
    expect(await statusWith(token, again)).toBe(200);
    expect(await database.sql('SELECT id FROM admins')).toHaveLength(1);
  });

  it('loses their sessions, and the old password, over a restart with another one', async () => {
    const token = await (await restart({ administrator })).signIn(administrator);
    const changed = { ...administrator, password: 'another password' };
    const again = await restart({ administrator: changed });
    expect(await statusWith(token, again)).toBe(401);
    expect((await signIn(administrator, again)).data.signIn.sessionToken).toBeNull();
    expect(await statusWith(await again.signIn(changed), again)).toBe(200);
  });

  it('loses no session when another administrator is named', async () => {
    const token = await (await restart({ administrator })).signIn(administrator);
    const other = { username: 'Second', password: 'another password' };
    const again = await restart({ administrator: other });
    expect(await statusWith(token, again)).toBe(200);
    expect(await statusWith(await again.signIn(other), again)).toBe(200);
  });

  it('has a password that is stored as an argon2id hash alone', async () => {
    await restart({ administrator });
    const [row] = await database.sql('SELECT * FROM admins');
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(administrator.password);
  });
});
