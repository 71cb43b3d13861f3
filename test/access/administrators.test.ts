import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mutate, mutation, told } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';
import { auditRows, signInAs } from './sign-in-as.js';
import { startTwoGateways } from './two-gateways.js';

const environment = { username: 'Root', password: 'correct horse battery' };
const fields =
  'administrator { id legacyId version username firstName lastName emailAddress isFromEnvironment disabledAt lastSignedInAt createdAt updatedAt }';

let app: TestApp;
let other: TestApp;
let stop: () => Promise<void>;
let count = 0;

beforeAll(async () => {
  ({ app, other, stop } = await startTwoGateways({ administrator: environment }));
});
afterAll(() => stop?.());

/** One more administrator, and what they sign in with. */
async function add(input: object = {}) {
  const credentials = {
    username: `person ${++count}`,
    password: app.transcript.guard('password', `a long password ${count}`),
  };
  const { administrator, userErrors } = await mutate(
    app,
    'adminCreate',
    { ...credentials, ...input },
    fields,
  );
  expect(userErrors).toEqual([]);
  return { administrator, credentials };
}

const statusWith = async (token: string | null, at = app) =>
  (await at.graphql('{ viewer { name } }', {}, token)).status;

describe('adminCreate', () => {
  it('adds somebody who can sign in and do everything', async () => {
    const { administrator, credentials } = await add({ firstName: 'Ada', emailAddress: 'ada@example.com' });
    expect(administrator).toEqual({
      id: `adm_${administrator.legacyId}`,
      legacyId: expect.any(Number),
      version: 1,
      username: credentials.username,
      firstName: 'Ada',
      lastName: '',
      emailAddress: 'ada@example.com',
      isFromEnvironment: false,
      disabledAt: null,
      lastSignedInAt: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    const { token } = await signInAs(app, credentials);
    const { data } = await app.graphql('{ viewer { kind name scopes } }', {}, token);
    expect(data.viewer).toMatchObject({ kind: 'ADMINISTRATOR', name: credentials.username });
    expect(data.viewer.scopes).toContain('SECRETS');
  });

  it('gives admin.login of the legacy API what it answers', async () => {
    const profile = { firstName: 'Grace', lastName: 'Hopper', emailAddress: 'grace@example.com' };
    const { administrator, credentials } = await add(profile);
    const { body } = await app.legacy(
      { Command: 'admin.login', Username: credentials.username, Password: credentials.password },
      { key: null },
    );
    app.transcript.guard('session', body.SessionID);
    expect(body.AdminInfo).toEqual({
      AdminID: String(administrator.legacyId),
      Username: credentials.username,
      FirstName: 'Grace',
      LastName: 'Hopper',
      EmailAddress: 'grace@example.com',
    });
  });

  it.each([
    [{ username: ' ' }, ['input.username REQUIRED']],
    [{ username: ' blank before' }, ['input.username INVALID']],
    [{ username: 'zero\u200bwidth' }, ['input.username INVALID']],
    [{ username: 'n'.repeat(256) }, ['input.username TOO_LONG']],
    [{ username: 'ROOT' }, ['input.username INVALID']],
    [{ password: 'elevenchars' }, ['input.password INVALID']],
    [{ password: 'p'.repeat(257) }, ['input.password TOO_LONG']],
    [{ password: 'p'.repeat(20) }, ['input.password INVALID']],
    [{ password: 'two lines\nof a password' }, ['input.password INVALID']],
    [{ username: 'twelve chars', password: 'Twelve Chars' }, ['input.password INVALID']],
    [
      { username: '', password: 'x', firstName: 'a\u0007' },
      ['input.username REQUIRED', 'input.password INVALID', 'input.firstName INVALID'],
    ],
  ])('refuses %j', async (input, problems) => {
    const whole = { username: 'somebody', password: 'a long password', ...input };
    const { administrator, userErrors } = await mutate(app, 'adminCreate', whole, fields);
    expect([administrator, told(userErrors)]).toEqual([null, problems]);
  });

  it.each(['twelve chars', 'ÄÖÜ 漢字 🚀🚀🚀🚀 ok', `${'p'.repeat(255)}q`])(
    'takes the password %j',
    async (password) => {
      const { credentials } = await add({ password });
      expect((await signInAs(app, { ...credentials, password })).token).toMatch(/^dgs_/);
    },
  );

  it.each([
    ['that lacks a scope', { scopes: ['ADMIN', 'READ', 'WRITE', 'VERIFY', 'AUDIT'] }],
    [
      'that ends',
      {
        scopes: ['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT'],
        expiresAt: '2199-01-01T00:00:00Z',
      },
    ],
  ])('lets nobody in for a key %s, nor does another password', async (_, input) => {
    const { secret } = await createApiKey(app, input);
    const { administrator, credentials } = await add();
    const attempts = [
      ['adminCreate', { username: 'mine', password: 'a long password' }],
      ['adminUpdate', { id: administrator.id, password: 'another password' }],
      ['adminEnable', { id: administrator.id }],
    ] as const;
    for (const [field, given] of attempts) {
      const { data } = await app.graphql(mutation(field, fields), { input: given }, secret);
      expect(data[field].userErrors).toMatchObject([{ code: 'NOT_PERMITTED', field: null }]);
    }
    expect((await signInAs(app, credentials)).token).toMatch(/^dgs_/);
  });

  it('makes one of two with the same name at the same time', async () => {
    const input = { username: 'twin', password: 'a long password' };
    const made = await Promise.all([1, 2, 3, 4].map(() => mutate(app, 'adminCreate', input, fields)));
    expect(made.filter(({ administrator }) => administrator !== null)).toHaveLength(1);
  });
});

describe('administrators', () => {
  it('lists everybody, without anything of a password', async () => {
    const { administrator } = await add();
    const { data } = await app.graphql(
      `{ administrators(first: 100) { totalCount nodes { id username isFromEnvironment } } node(id: "${administrator.id}") { __typename id } }`,
    );
    expect(data.administrators.nodes[0]).toEqual({ id: 'adm_1', username: 'Root', isFromEnvironment: true });
    expect(data.administrators.totalCount).toBe(data.administrators.nodes.length);
    expect(data.node).toEqual({ __typename: 'Administrator', id: administrator.id });
    const reader = await app.createKey(['READ']);
    const hidden = await app.graphql(`{ node(id: "${administrator.id}") { id } }`, {}, reader);
    expect(hidden.data.node).toBeNull();
  });
});

describe('adminUpdate', () => {
  it('changes what is told, and nothing else', async () => {
    const { administrator, credentials } = await add({ firstName: 'Ada', lastName: 'King' });
    const { token } = await signInAs(app, credentials);
    const change = { id: administrator.id, lastName: 'Lovelace', firstName: null, expectedVersion: 1 };
    const changed = await mutate(app, 'adminUpdate', change, fields);
    expect(changed.administrator).toMatchObject({ firstName: '', lastName: 'Lovelace', version: 2 });
    expect(await statusWith(token)).toBe(200);
    const again = await mutate(app, 'adminUpdate', change, fields);
    expect(told(again.userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
    expect(again.administrator.version).toBe(2);
  });

  it('ends the sessions with another password: here at once, elsewhere within 5 seconds', async () => {
    const { administrator, credentials } = await add();
    const { token } = await signInAs(app, credentials);
    expect([await statusWith(token), await statusWith(token, other)]).toEqual([200, 200]);
    const password = app.transcript.guard('password', 'quite another password');
    await mutate(app, 'adminUpdate', { id: administrator.id, password });
    expect(await statusWith(token)).toBe(401);
    await vi.waitFor(async () => expect(await statusWith(token, other)).toBe(401), {
      timeout: 5_000,
      interval: 50,
    });
    expect((await signInAs(app, credentials)).token).toBeNull();
    expect((await signInAs(other, { ...credentials, password })).token).toMatch(/^dgs_/);
  });

  it('leaves the password of the environment to the environment', async () => {
    const change = { id: 'adm_1', password: 'quite another password', firstName: 'No' };
    expect(told((await mutate(app, 'adminUpdate', change, fields)).userErrors)).toEqual([
      'input.password NOT_PERMITTED',
    ]);
    expect(told((await mutate(app, 'adminDisable', { id: 'adm_1' }, fields)).userErrors)).toEqual([
      'input.id NOT_PERMITTED',
    ]);
    const named = await mutate(app, 'adminUpdate', { id: 'adm_1', firstName: 'Ruth' }, fields);
    expect(named.administrator).toMatchObject({ firstName: 'Ruth', isFromEnvironment: true });
  });

  it.each([
    ['adm_2147483647', 'NOT_FOUND'],
    ['key_1', 'INVALID_ID'],
  ])('answers for the id %s: %s', async (id, code) => {
    for (const field of ['adminUpdate', 'adminDisable', 'adminEnable'])
      expect(told((await mutate(app, field, { id }, fields)).userErrors)).toEqual([`input.id ${code}`]);
  });
});

describe('adminDisable', () => {
  it('ends the sessions, and answers a sign-in as a wrong password would, until adminEnable', async () => {
    const { administrator, credentials } = await add();
    const { token } = await signInAs(app, credentials);
    expect(await statusWith(token, other)).toBe(200);
    const disabled = await mutate(app, 'adminDisable', { id: administrator.id }, fields);
    expect(disabled.administrator.disabledAt).toMatch(/Z$/);
    expect(await statusWith(token)).toBe(401);
    await vi.waitFor(async () => expect(await statusWith(token, other)).toBe(401), {
      timeout: 5_000,
      interval: 50,
    });
    const refused = await signInAs(app, credentials);
    const wrong = await signInAs(app, { ...credentials, password: 'wrong' });
    expect(refused).toEqual(wrong);
    await mutate(app, 'adminEnable', { id: administrator.id }, fields);
    expect((await signInAs(app, credentials)).token).toMatch(/^dgs_/);
  });
});

describe('the audit trail', () => {
  it('tells of all of it, also of what was so already, and nothing of a password', async () => {
    const { administrator, credentials } = await add({ firstName: 'Ada' });
    const { id } = administrator;
    await mutate(app, 'adminUpdate', { id, firstName: 'Eve', password: `${credentials.password}!` }, fields);
    await mutate(app, 'adminDisable', { id }, fields);
    await mutate(app, 'adminDisable', { id }, fields);
    await mutate(app, 'adminEnable', { id }, fields);
    const { administrator: last } = await mutate(app, 'adminEnable', { id }, fields);
    expect(last.version).toBe(4);
    const rows = await app.sql(
      'SELECT action, operation, author_id, object_name, changes FROM audit_entries WHERE object_id = ? ORDER BY id',
      [id],
    );
    const fieldsOf = (text: string | null) =>
      JSON.parse(text ?? '[]').map(({ field }: { field: string }) => field);
    expect(rows.map(({ action, changes }) => [action, ...fieldsOf(changes)])).toEqual([
      ['ADMINISTRATOR_CREATED', 'username', 'firstName', 'password'],
      ['ADMINISTRATOR_UPDATED', 'firstName', 'password'],
      ['ADMINISTRATOR_DISABLED', 'disabledAt'],
      ['ADMINISTRATOR_DISABLED'],
      ['ADMINISTRATOR_ENABLED', 'disabledAt'],
      ['ADMINISTRATOR_ENABLED'],
    ]);
    expect(rows[1]).toMatchObject({
      operation: 'adminUpdate',
      author_id: 'key_1',
      object_name: credentials.username,
    });
    expect(JSON.parse(rows[1].changes)).toEqual([
      { field: 'firstName', from: 'Ada', to: 'Eve' },
      { field: 'password', from: null, to: null, isSecret: true },
    ]);
    expect(JSON.stringify(rows)).not.toContain(credentials.password);
  });

  it('tells who signed in and out, and names whom nobody could sign in as, if there is such a person', async () => {
    const { administrator, credentials } = await add();
    const { token } = await signInAs(app, credentials);
    await app.graphql('mutation { signOut { signedOut } }', {}, token);
    const own = { author_id: administrator.id, author_name: credentials.username };
    expect((await auditRows(app, 'SIGNED_IN')).at(-1)).toMatchObject({ ...own, address: '192.0.2.1' });
    expect((await auditRows(app, 'SIGNED_OUT')).at(-1)).toMatchObject(own);
    await signInAs(app, { ...credentials, password: 'wrong' }, '192.0.2.9');
    const nobody = { author_kind: 'ANONYMOUS', author_id: null };
    expect((await auditRows(app, 'SIGN_IN_FAILED')).at(-1)).toMatchObject({
      ...nobody,
      author_name: credentials.username,
      object_id: administrator.id,
      address: '192.0.2.9',
    });
    await signInAs(app, { username: 'hunter2 in the wrong field', password: 'x' }, '192.0.2.9');
    expect((await auditRows(app, 'SIGN_IN_FAILED')).at(-1)).toMatchObject({
      ...nobody,
      author_name: '',
      object_id: null,
    });
  });
});
