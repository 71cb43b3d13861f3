import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodings } from '../../support/encodings.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { noServers, refused, saved } from '../answers.js';

const invalid = '{"Success":false,"ErrorCode":[3],"ErrorText":["Invalid credentials"]}';
const administrator = { username: 'Grace', password: 'a password of Grace' };
const list = { Command: 'deliveryservers.get' };
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());

describe('C5: sessions', () => {
  it('C5: a login with user name and password gives a session and tells who it is, in this order', async () => {
    const { status, text, body } = await logIn({
      Username: administrator.username,
      Password: administrator.password,
    });
    expect(status).toBe(200);
    const { SessionID, AdminInfo } = body;
    expect(SessionID).toMatch(/^\S{20,}$/);
    expect(text).toBe(
      `{"Success":true,"ErrorCode":0,"ErrorText":"","SessionID":"${SessionID}","AdminInfo":{"AdminID":${JSON.stringify(AdminInfo.AdminID)},"Username":"Grace","FirstName":"","LastName":"","EmailAddress":""}}`,
    );
    expect(String(AdminInfo.AdminID)).toMatch(/^[1-9]\d*$/);
    expect((await app.legacy({ ...list, SessionID }, { key: null })).text).toBe(noServers);
  });

  it('C5: a login with AdminAPIKey needs no user name', async () => {
    const { body } = await logIn({ AdminAPIKey: app.adminKey });
    expect(body).toMatchObject({ Success: true, ErrorCode: 0, ErrorText: '' });
    expect(Object.keys(body)).toEqual(['Success', 'ErrorCode', 'ErrorText', 'SessionID', 'AdminInfo']);
    expect(Object.keys(body.AdminInfo)).toEqual([
      'AdminID',
      'Username',
      'FirstName',
      'LastName',
      'EmailAddress',
    ]);
    expect((await app.legacy({ ...list, SessionID: body.SessionID }, { key: null })).text).toBe(noServers);
  });

  it('C5: an empty SessionID and unknown parameters do not disturb a login', async () => {
    const { body } = await logIn({
      Username: administrator.username,
      Password: administrator.password,
      SessionID: '',
      RememberMe: 1,
      DisableCaptcha: true,
      AdminAPIKey: '',
    });
    expect(body.Success).toBe(true);
  });

  it('C5: a login works in every form', async () => {
    for (const send of Object.values(encodings)) {
      const answer = await send(`${app.url}/api.php`, {
        Command: 'Admin.Login',
        Username: administrator.username,
        Password: administrator.password,
      });
      expect(await answer.json()).toMatchObject({ Success: true });
    }
  });

  it.each([
    [{}, '[1,2]', '["Missing username","Missing password"]'],
    [{ Password: 'x' }, '[1]', '["Missing username"]'],
    [{ Username: 'x' }, '[2]', '["Missing password"]'],
    [{ Username: ' ', Password: '' }, '[1,2]', '["Missing username","Missing password"]'],
    [{ Username: null, Password: {} }, '[1,2]', '["Missing username","Missing password"]'],
    [{ AdminAPIKey: '' }, '[1,2]', '["Missing username","Missing password"]'],
  ])('C5: a login with %j answers %s', async (parameters, codes, texts) => {
    expect((await logIn(parameters)).text).toBe(
      `{"Success":false,"ErrorCode":${codes},"ErrorText":${texts}}`,
    );
  });

  it('C5: wrong credentials answer [3], the same for a user who does not exist', async () => {
    const attempts = [
      { Username: administrator.username, Password: 'wrong' },
      { Username: 'nobody', Password: 'wrong' },
      { Username: 'GRACE', Password: administrator.password },
      { Username: `${administrator.username} `, Password: administrator.password },
      { Username: administrator.username, Password: ` ${administrator.password}` },
      { Username: "' OR 1=1 -- ", Password: 'x' },
      { Username: '🙂\0', Password: '\0' },
      { AdminAPIKey: 'wrong' },
    ];
    for (const attempt of attempts) {
      const { status, text } = await logIn(attempt);
      expect([status, text]).toEqual([200, invalid]);
    }
  });

  it('C5: a logout ends the session, and that one only', async () => {
    const [ended, kept] = [await app.signIn(administrator), await app.signIn(administrator)];
    expect((await app.legacy({ Command: 'admin.logout', SessionID: ended }, { key: null })).text).toBe(saved);
    expect((await app.legacy({ ...list, SessionID: ended }, { key: null })).text).toBe(refused);
    expect((await app.legacy({ Command: 'admin.logout', SessionID: ended }, { key: null })).text).toBe(
      refused,
    );
    expect((await app.legacy({ ...list, SessionID: kept }, { key: null })).text).toBe(noServers);
    expect((await app.graphql('{ viewer { name } }', {}, ended)).errors).toBeDefined();
  });

  it('C5: a logout ends the session also when a key stands beside it', async () => {
    const SessionID = await app.signIn(administrator);
    expect((await app.legacy({ Command: 'admin.logout', SessionID })).text).toBe(saved);
    expect((await app.legacy({ ...list, SessionID }, { key: null })).text).toBe(refused);
  });

  it('C5: a logout without a session ends nothing', async () => {
    const { status, body } = await app.legacy({ Command: 'admin.logout' });
    expect([status, body.Success]).toEqual([200, false]);
    expect((await app.legacy(list)).text).toBe(noServers);
  });

  it('C5: a session serves GraphQL too, and one of GraphQL serves the legacy API', async () => {
    const { body } = await logIn({ Username: administrator.username, Password: administrator.password });
    const { data } = await app.graphql('{ viewer { kind name } }', {}, body.SessionID);
    expect(data).toEqual({ viewer: { kind: 'ADMINISTRATOR', name: 'Grace' } });
    const SessionID = await app.signIn(administrator);
    expect((await app.legacy({ ...list, SessionID }, { key: null })).text).toBe(noServers);
  });
});

describe('C5: user.login', () => {
  const logInUser = (parameters: object) =>
    app.legacy({ Command: 'user.login', ...parameters }, { key: null });

  it.each([
    [{}, '[1,2]', '["Missing username","Missing password"]'],
    [{ Password: 'x' }, '[1]', '["Missing username"]'],
    [{ Username: 'x', Password: ' ' }, '[2]', '["Missing password"]'],
    [{ AdminAPIKey: 'x' }, '[1,2]', '["Missing username","Missing password"]'],
  ])('C5: user.login with %j answers %s', async (parameters, codes, texts) => {
    const { status, text } = await logInUser(parameters);
    expect([status, text]).toEqual([200, `{"Success":false,"ErrorCode":${codes},"ErrorText":${texts}}`]);
  });

  it('C5: user.login has no users, and an administrator is none', async () => {
    const right = { Username: administrator.username, Password: administrator.password };
    for (const user of [
      { Username: 'somebody', Password: 'x', RememberMe: 1 },
      right,
      { ...right, APIKey: 'x' },
    ]) {
      const { status, text } = await logInUser(user);
      expect([status, text]).toEqual([200, invalid]);
    }
  });

  it('C5: user.login is no part of the public schema', async () => {
    const { errors } = await app.graphql('mutation { userSignIn(input: {}) { userErrors { code } } }');
    expect(errors?.[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('C5: user.login is counted by the limit of admin.login', async () => {
    for (let failure = 0; failure < 10; failure += 1) {
      const Command = failure % 2 === 0 ? 'user.login' : 'admin.login';
      const { body } = await logInUser({ Command, Username: 'counted', Password: 'x' });
      expect(body.ErrorCode).toEqual([3]);
    }
    for (const Command of ['user.login', 'admin.login']) {
      const { status, body, headers } = await logInUser({ Command, Username: 'counted', Password: 'x' });
      expect([status, body.ErrorCode]).toEqual([200, 429]);
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });
});

function logIn(parameters: object) {
  return app.legacy({ Command: 'admin.login', ...parameters }, { key: null });
}
