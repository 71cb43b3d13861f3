import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

const administrator = { username: 'Root', password: 'correct horse battery' };

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());

const statusWith = async (token: string) => (await app.graphql('{ viewer { name } }', {}, token)).status;

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

/** Somebody who can make others send a token of theirs waits for them to sign in with it. */
describe('a token that whoever signs in brings along', () => {
  const brought = ['header', 'SessionID', 'SessionId', 'cookie'];

  it.each(brought)('becomes no session of theirs, as the %s', async (place) => {
    const reader = await app.createKey(['READ']);
    const { data } = await app.graphql(
      'mutation ($input: SignInInput!) { signIn(input: $input) { sessionToken } }',
      { input: { apiKey: reader } },
    );
    const ofAnother: string = data.signIn.sessionToken;
    app.transcript.guard('session', ofAnother);
    const madeUp = `dgs_${'A'.repeat(43)}`;
    for (const token of [madeUp, ofAnother]) {
      const response = await fetch(`${app.url}/api.php`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(place === 'header' ? { authorization: `Bearer ${token}` } : {}),
          ...(place === 'cookie' ? { cookie: `SessionID=${token}; PHPSESSID=${token}` } : {}),
        },
        body: JSON.stringify({
          ...{ Command: 'admin.login', Username: administrator.username, Password: administrator.password },
          ...(place.startsWith('Session') ? { [place]: token } : {}),
        }),
      });
      const { SessionID } = (await response.json()) as { SessionID: string };
      app.transcript.guard('session', SessionID);
      expect(await statusWith(SessionID)).toBe(200);
      expect(SessionID).not.toBe(token);
    }
    expect(await statusWith(madeUp)).toBe(401);
    const viewer = await app.graphql('{ viewer { kind scopes } }', {}, ofAnother);
    expect(viewer.data.viewer).toEqual({ kind: 'API_KEY', scopes: ['READ'] });
  });
});

describe('a credential that is over', () => {
  it('is not told again what was answered to it under an idempotency key', async () => {
    const token = await app.signIn(administrator);
    const create = () =>
      app.graphql(
        'mutation { userGroupCreate(input: { name: "Once", idempotencyKey: "one" }) { userGroup { id } } }',
        {},
        token,
      );
    const [first, again] = [await create(), await create()];
    expect(again.data.userGroupCreate.userGroup.id).toBe(first.data.userGroupCreate.userGroup.id);
    await app.graphql('mutation { signOut { signedOut } }', {}, token);
    const { status, data } = await create();
    expect([status, data ?? null]).toEqual([401, null]);
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
