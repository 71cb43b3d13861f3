import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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
