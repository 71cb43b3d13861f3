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
