import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodings } from '../../support/encodings.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, postForm, postJson, type WireAnswer } from '../../support/wire.js';

const refused = '{"Success":false,"ErrorCode":99998,"ErrorText":"Authentication failure or session expired"}';
const unprivileged = '{"Success":false,"ErrorCode":99999,"ErrorText":"Not enough privileges"}';
const noServers = '{"Success":false,"ErrorCode":2}';
const invalid = '{"Success":false,"ErrorCode":[3],"ErrorText":["Invalid credentials"]}';
const done = '{"Success":true,"ErrorCode":0,"ErrorText":""}';

const administrator = { username: 'Grace', password: 'a password of Grace' };
const list = { Command: 'deliveryservers.get' };

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());

describe('C1: any one valid credential', () => {
  it.each(['APIKey', 'AdminAPIKey', 'api_key', 'APIKEY', 'SessionID'])(
    'C1: %s is enough, in every form',
    async (name) => {
      const credential = name === 'SessionID' ? await app.signIn(administrator) : app.adminKey;
      for (const [encoding, send] of Object.entries(encodings)) {
        const answer = await send(`${app.url}/api.php`, { ...list, [name]: credential });
        expect(await answer.text(), encoding).toBe(noServers);
      }
    },
  );

  it.each(['Bearer', 'bearer', 'BEARER '])('C1: the header Authorization: %s is enough', async (scheme) => {
    const headers = { authorization: `${scheme} ${app.adminKey}` };
    expect((await ask(app, `/api.php?${formOf(list)}`, { headers })).text).toBe(noServers);
    expect((await ask(app, `/api.php?${formOf(list)}`, { headers, method: 'POST' })).text).toBe(noServers);
  });

  it('C1: a session in the header is enough', async () => {
    const headers = { authorization: `Bearer ${await app.signIn(administrator)}` };
    expect((await ask(app, `/api.php?${formOf(list)}`, { headers })).text).toBe(noServers);
  });

  it('C1: a valid one counts though wrong and empty ones stand beside it', async () => {
    const names = ['APIKey', 'AdminAPIKey', 'api_key', 'SessionID'];
    for (const valid of names) {
      const others = Object.fromEntries(names.map((name, index) => [name, index % 2 ? 'wrong' : '']));
      expect((await postJson(app, { ...list, ...others, [valid]: app.adminKey })).text).toBe(noServers);
    }
    const headers = { authorization: 'Bearer wrong' };
    const answer = await ask(app, `/api.php?${formOf({ ...list, APIKey: app.adminKey })}`, { headers });
    expect(answer.text).toBe(noServers);
  });

  it('C1: an empty one counts as absent', async () => {
    for (const name of ['APIKey', 'AdminAPIKey', 'api_key', 'SessionID']) {
      expect((await postForm(app, formOf({ ...list, [name]: '' }))).text).toBe(refused);
    }
    const headers = { authorization: 'Bearer ' };
    expect((await ask(app, `/api.php?${formOf(list)}`, { headers })).text).toBe(refused);
  });
});

describe('C2: a credential', () => {
  const digits = '730519462815';

  it.each([0, 1, true, false, [], {}, [true], ['x'], { 0: 'x' }])('C2: is never %j', async (value) => {
    for (const name of ['APIKey', 'AdminAPIKey', 'api_key', 'SessionID']) {
      expect((await postJson(app, { ...list, [name]: value })).text).toBe(refused);
    }
  });

  it('C2: of digits is not matched by the number', async () => {
    const own = await startTestApp({ adminApiKey: digits });
    try {
      expect((await postJson(own, { ...list, APIKey: digits })).text).toBe(noServers);
      expect((await postJson(own, { ...list, APIKey: Number(digits) })).text).toBe(refused);
    } finally {
      await own.stop();
    }
  });

  it('C2: of digits is not matched by the number when a session is begun either', async () => {
    const own = await startTestApp({ adminApiKey: digits });
    try {
      const answer = await postJson(own, { Command: 'admin.login', AdminAPIKey: Number(digits) });
      expect(answer.body.Success).toBe(false);
    } finally {
      await own.stop();
    }
  });

  it('C2: is compared byte for byte', async () => {
    const key = app.adminKey;
    const swapped = [...key].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
    const wide = String.fromCharCode((key.codePointAt(0) ?? 0) + 0xfee0) + key.slice(1);
    for (const spoilt of [
      swapped,
      wide,
      `${key} `,
      ` ${key}`,
      `${key}\0`,
      `${key}\n`,
      `\ufeff${key}`,
      key.slice(1),
    ]) {
      expect((await postJson(app, { ...list, APIKey: spoilt })).text).toBe(refused);
    }
  });

  it.each(["' OR '1'='1", '%', '*', '\0', '🔑', 'x'.repeat(60_000)])('C2: is not %j', async (APIKey) => {
    expect((await postJson(app, { ...list, APIKey })).text).toBe(refused);
  });
});

describe('C3: without a valid credential', () => {
  it('C3: the answer is the same in status, headers and body, whichever credential is wrong', async () => {
    const ended = await app.signIn(administrator);
    await postJson(app, { Command: 'admin.logout', SessionID: ended });
    const revoked = await revokedKey();
    const cut = app.adminKey.slice(0, -1);
    const attempts: [object, Record<string, string>?][] = [[{}]];
    for (const wrong of ['x', 'dgk_x', 'dgs_x', cut, revoked, ended, 'x'.repeat(2_000), "'"]) {
      for (const name of ['APIKey', 'AdminAPIKey', 'api_key', 'SessionID'])
        attempts.push([{ [name]: wrong }]);
      attempts.push([{}, { authorization: `Bearer ${wrong}` }]);
    }
    attempts.push([
      {},
      { authorization: `Basic ${Buffer.from(`admin:${app.adminKey}`).toString('base64')}` },
    ]);

    const answers = new Set<string>();
    for (const [credential, headers = {}] of attempts) {
      const answer = await ask(app, '/api.php', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ...list, ...credential }),
      });
      answers.add(`${answer.status} ${JSON.stringify(namesAndValues(answer))} ${answer.text}`);
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain(refused);
    expect([...answers][0]).toMatch(/^200 /);
  });

  it('C3: no parameter is looked at', async () => {
    for (const Command of [
      'deliveryserver.create',
      'deliveryserver.get',
      'deliveryserver.update',
      'admin.logout',
    ]) {
      expect((await postJson(app, { Command })).text).toBe(refused);
    }
  });
});

describe('C4: without the scope', () => {
  it.each([
    ['deliveryserver.create', 'READ'],
    ['deliveryserver.update', 'READ'],
    ['deliveryserver.testresults', 'READ'],
    ['deliveryservers.delete', 'ADMIN'],
    ['deliveryservers.get', 'WRITE'],
    ['deliveryserver.get', 'SECRETS'],
  ] as const)('C4: %s answers the scalar 99999 to a key with %s alone', async (Command, scope) => {
    const answer = await app.legacy({ Command }, { key: await app.createKey([scope]) });
    expect([answer.status, answer.text]).toEqual([200, unprivileged]);
  });

  it('C4: a session begun with a key has the scopes of the key', async () => {
    const { body } = await app.legacy(
      { Command: 'admin.login', AdminAPIKey: await app.createKey(['READ']) },
      { key: null },
    );
    const SessionID = app.transcript.guard('session', body.SessionID);
    expect((await app.legacy({ ...list, SessionID }, { key: null })).text).toBe(noServers);
    const created = await app.legacy({ Command: 'deliveryserver.create', SessionID }, { key: null });
    expect(created.text).toBe(unprivileged);
  });
});

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
    expect((await app.legacy({ Command: 'admin.logout', SessionID: ended }, { key: null })).text).toBe(done);
    expect((await app.legacy({ ...list, SessionID: ended }, { key: null })).text).toBe(refused);
    expect((await app.legacy({ Command: 'admin.logout', SessionID: ended }, { key: null })).text).toBe(
      refused,
    );
    expect((await app.legacy({ ...list, SessionID: kept }, { key: null })).text).toBe(noServers);
    expect((await app.graphql('{ viewer { name } }', {}, ended)).errors).toBeDefined();
  });

  it('C5: a logout ends the session also when a key stands beside it', async () => {
    const SessionID = await app.signIn(administrator);
    expect((await app.legacy({ Command: 'admin.logout', SessionID })).text).toBe(done);
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

describe('A12: after ten failed logins', () => {
  const limited = '{"Success":false,"ErrorCode":429,"ErrorText":"Too many requests (rate limit exceeded)"}';
  const other = { username: 'Heidi', password: 'a password of Heidi' };
  let own: TestApp;

  beforeAll(async () => {
    own = await startTestApp({ administrator });
    await own.sql(
      `INSERT INTO admins (username, password_hash)
       SELECT ?, password_hash FROM admins WHERE username = ?`,
      [other.username, administrator.username],
    );
  });
  afterAll(() => own?.stop());

  // Another attempt is free every 6 seconds: it is used up, so that the next is not free soon.
  beforeEach(async () => {
    for (let retryAfter = 0; retryAfter < 3; ) {
      const { body, headers } = await failedLogin();
      expect([[3], 429]).toContainEqual(body.ErrorCode);
      retryAfter = Number(headers.get('retry-after') ?? 0);
    }
    own.log.length = 0;
  });

  it('A12: the next one answers 429, HTTP 200, and says when to try again', async () => {
    const { status, text, headers } = await failedLogin();
    expect([status, text]).toEqual([200, limited]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(6);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('A12: even the right password answers 429, which is no error of the log', async () => {
    const login = {
      Command: 'admin.login',
      Username: administrator.username,
      Password: administrator.password,
    };
    expect((await postJson(own, login)).text).toBe(limited);
    expect(own.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('A12: in XML it is 429 as well', async () => {
    const answer = await postJson(own, {
      Command: 'admin.login',
      Username: 'Grace',
      Password: 'x',
      ResponseFormat: 'XML',
    });
    expect(answer.text).toContain('<ErrorCode><![CDATA[429]]></ErrorCode>');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('A12: another user name is not limited', async () => {
    const login = { Command: 'admin.login', Username: other.username, Password: administrator.password };
    expect((await postJson(own, login)).body.Success).toBe(true);
  });

  it('A12: a login with a key is not limited', async () => {
    const { body } = await postJson(own, { Command: 'admin.login', AdminAPIKey: own.adminKey });
    expect(body.Success).toBe(true);
  });

  it('A12: a correct login from elsewhere is not limited', async () => {
    const login = {
      Command: 'admin.login',
      Username: administrator.username,
      Password: administrator.password,
    };
    expect(JSON.parse(await postFrom(own, '127.0.0.2', formOf(login))).Success).toBe(true);
  });

  it('A12: other commands are not limited', async () => {
    expect((await own.legacy(list)).text).toBe(noServers);
  });

  function failedLogin(): Promise<WireAnswer> {
    return postJson(own, { Command: 'admin.login', Username: administrator.username, Password: 'wrong' });
  }
});

function logIn(parameters: object) {
  return app.legacy({ Command: 'admin.login', ...parameters }, { key: null });
}

function namesAndValues({ headers }: WireAnswer) {
  return [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
}

async function revokedKey(): Promise<string> {
  const { data } = await app.graphql(
    'mutation { apiKeyCreate(input: { name: "short", scopes: [READ] }) { secret apiKey { id } } }',
  );
  const { secret, apiKey } = data.apiKeyCreate;
  await app.graphql('mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { apiKey { id } } }', {
    id: apiKey.id,
  });
  return app.transcript.guard('API key', secret);
}

/** Posts a form from another address of this machine. */
function postFrom({ url }: TestApp, localAddress: string, form: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}/api.php`,
      { method: 'POST', localAddress, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece) => {
          text += piece;
        });
        response.on('end', () => resolve(text));
      },
    );
    request.on('error', reject).end(form);
  });
}
