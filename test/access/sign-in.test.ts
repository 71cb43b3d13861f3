import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

const administrator = { username: 'Root', password: 'correct horse battery' };

let app: TestApp;
let wrongPasswordAnswer: Awaited<ReturnType<typeof signIn>> | undefined;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());

const signIn = (input: object) =>
  app.graphql(
    `mutation ($input: SignInInput!) {
      signIn(input: $input) { sessionToken expiresAt userErrors { field code message } }
    }`,
    { input },
    null,
  );

const statusWith = async (token: string) => (await app.graphql('{ viewer { name } }', {}, token)).status;

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
      scopes: ['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT'],
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
