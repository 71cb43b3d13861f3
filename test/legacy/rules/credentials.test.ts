import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodings } from '../../support/encodings.js';
import { everyStatementOf } from '../../support/statements.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, postForm, postJson, type WireAnswer } from '../../support/wire.js';
import { noServers, refused } from '../answers.js';

const unprivileged = '{"Success":false,"ErrorCode":99999,"ErrorText":"Not enough privileges"}';
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
  it('C3: the database is asked once for each credential, wherever it stands', async () => {
    const headers = { authorization: 'Bearer wrong-one' };
    const path = `/api.php?${formOf({ ...list, APIKey: 'wrong-one', SessionID: 'wrong-two' })}`;
    const statements = await everyStatementOf(app, async () => {
      expect((await ask(app, path, { headers, method: 'POST' })).text).toBe(refused);
    });
    expect(statements.filter(({ sql }) => sql.includes('key_hash'))).toHaveLength(2);
  });

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
