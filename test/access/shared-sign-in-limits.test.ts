import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mutation, told } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';
import { auditRows, signInAs } from './sign-in-as.js';
import { startTwoGateways } from './two-gateways.js';

const root = { username: 'Root', password: 'correct horse battery' };
const wrong = { ...root, password: 'wrong' };

let app: TestApp;
let other: TestApp;
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ app, other, stop } = await startTwoGateways({ administrator: root }));
});
afterEach(() => stop?.());

/** Failures are counted for these, told by how many may come and after which time one more. */
const kinds = {
  place: [10, 6_000],
  client: [100, 600],
  account: [100, 6_000],
  total: [200, 500],
} as const;

/** Has so many failures of a kind counted that no more may come, or such a part of them. */
async function fill(kind: keyof typeof kinds, part = 1): Promise<void> {
  const [burst, interval] = kinds[kind];
  const { affectedRows } = (await app.sql(
    `UPDATE sign_in_failures SET empty_at = NOW(3) + INTERVAL ? SECOND WHERE burst = ? AND interval_milliseconds = ?`,
    [Math.ceil((part * burst * interval) / 1_000) + 30, burst, interval],
  )) as unknown as { affectedRows: number };
  expect(affectedRows).toBeGreaterThan(0);
}

const statusOf = async (gateway: TestApp, input: object, address: string) =>
  (await signInAs(gateway, input, address)).status;

describe('failures to sign in', () => {
  it('are counted for all gateways together', async () => {
    // The database counts, so a few more may be taken while it is slow.
    let taken = 0;
    for (let failure = 0; failure < 40; failure++)
      if ((await statusOf(failure % 2 === 0 ? app : other, wrong, '192.0.2.1')) === 200) taken += 1;
    expect(taken).toBeGreaterThanOrEqual(10);
    expect(taken).toBeLessThan(30);
    await fill('place');
    expect(await statusOf(app, root, '192.0.2.1')).toBe(429);
    expect(await statusOf(other, root, '192.0.2.1')).toBe(429);
  });

  it('are noticed not to be, where one does not see what the other counts', async () => {
    await statusOf(app, wrong, '192.0.2.1');
    await fill('place');
    expect(await statusOf(app, root, '192.0.2.1')).toBe(429);
    await app.sql('DELETE FROM sign_in_failures');
    expect(await statusOf(other, root, '192.0.2.1')).toBe(200);
  });

  it('of the legacy API count among them', async () => {
    for (const Command of ['admin.login', 'user.login'])
      await app.legacy({ Command, Username: 'Root', Password: 'wrong' }, { key: null });
    const [{ left }] = await app.sql(
      'SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), empty_at) DIV 1000 AS `left` FROM sign_in_failures WHERE burst = 10',
    );
    expect(left).toBeGreaterThan(0);
    await fill('place');
    expect(await statusOf(other, root, '127.0.0.1')).toBe(429);
  });

  it('of a user name from everywhere keep nobody out where the administrator signed in before', async () => {
    expect(await statusOf(app, root, '203.0.113.1')).toBe(200);
    await statusOf(app, wrong, '198.51.100.1');
    await fill('account');
    expect(await statusOf(app, root, '192.0.2.1')).toBe(429);
    expect(await statusOf(other, root, '203.0.113.99')).toBe(200);
    expect(await statusOf(app, { ...wrong, username: 'another' }, '192.0.2.1')).toBe(200);
  });

  it('in all keep nobody out where the administrator signed in before, nor anybody with a key', async () => {
    expect(await statusOf(app, root, '203.0.113.1')).toBe(200);
    await statusOf(app, { ...wrong, username: 'another' }, '198.51.100.1');
    await fill('total');
    expect(await statusOf(app, root, '192.0.2.1')).toBe(429);
    expect(await statusOf(other, root, '203.0.113.99')).toBe(200);
    expect(await statusOf(app, { apiKey: app.adminKey }, '192.0.2.1')).toBe(200);
  });

  it('in all leave room to networks that did not fail lately', async () => {
    await statusOf(app, { ...wrong, username: 'another' }, '198.51.100.1');
    await fill('total', 0.5);
    expect(await statusOf(app, root, '198.51.100.2')).toBe(429);
    expect(await statusOf(app, root, '192.0.2.1')).toBe(200);
  });

  it('are stored without a name that somebody tried, which may be a password', async () => {
    await statusOf(app, { username: 'canary-in-the-wrong-field', password: 'x' }, '192.0.2.1');
    const rows = await app.sql('SELECT HEX(id) AS id FROM sign_in_failures');
    expect(rows).toHaveLength(5);
    expect(JSON.stringify(await app.sql('SELECT * FROM audit_entries'))).not.toContain('canary');
  });

  it('are counted with their row in the audit trail, or not at all', async () => {
    await app.sql('RENAME TABLE audit_entries TO audit_entries_away');
    const { answer, errors } = await signInAs(app, wrong, '192.0.2.1');
    await app.sql('RENAME TABLE audit_entries_away TO audit_entries');
    expect([answer ?? null, errors?.[0].extensions.code]).toEqual([null, 'INTERNAL_SERVER_ERROR']);
    expect(await app.sql('SELECT id FROM sign_in_failures')).toEqual([]);
    await signInAs(app, wrong, '192.0.2.1');
    expect(await auditRows(app, 'SIGN_IN_FAILED')).toHaveLength(1);
    expect(await app.sql('SELECT id FROM sign_in_failures')).toHaveLength(5);
  });

  it('are removed when they count no more', async () => {
    await signInAs(app, wrong, '192.0.2.1');
    await app.sql('UPDATE sign_in_failures SET empty_at = NOW(3) - INTERVAL 1 SECOND');
    const { removeEmptyCounts } = await import('../../src/access/storage/failure-counts.js');
    await removeEmptyCounts((work) => work({ query: app.sql } as never));
    expect(await app.sql('SELECT id FROM sign_in_failures')).toEqual([]);
  });
});

describe('attempts that are refused', () => {
  it('have one row in the audit trail for each client and minute, with their number', async () => {
    await signInAs(app, wrong, '192.0.2.1');
    await fill('place');
    for (let refused = 0; refused < 5; refused++) expect(await statusOf(app, root, '192.0.2.1')).toBe(429);
    await expect.poll(() => auditRows(app, 'SIGN_IN_REFUSED')).toHaveLength(1);
    await app.stop();
    const rows = await auditRows(other, 'SIGN_IN_REFUSED');
    expect(rows.map(({ item_count, address }) => [item_count, address])).toEqual([
      [1, '192.0.2.1'],
      [4, '192.0.2.1'],
    ]);
  });
});

describe('viewerPasswordChange', () => {
  const change = async (token: string, input: object) => {
    const { data } = await app.graphql(
      mutation('viewerPasswordChange', 'administrator { id version }'),
      { input },
      token,
    );
    return data.viewerPasswordChange;
  };

  it('changes the password of whoever asks, and ends their other sessions', async () => {
    const ada = { username: 'ada', password: app.transcript.guard('password', 'a long password') };
    await app.graphql(mutation('adminCreate', ''), { input: ada });
    const [token, elsewhere] = [await app.signIn(ada), await app.signIn(ada)];
    const newPassword = app.transcript.guard('password', 'a password of my own');
    const refused = await change(token, { currentPassword: 'wrong', newPassword });
    expect(told(refused.userErrors)).toEqual(['input.currentPassword INVALID_CREDENTIALS']);
    const short = await change(token, { currentPassword: ada.password, newPassword: 'short' });
    expect(told(short.userErrors)).toEqual(['input.newPassword INVALID']);
    const changed = await change(token, { currentPassword: ada.password, newPassword });
    expect(changed).toMatchObject({ administrator: { version: 2 }, userErrors: [] });
    const statuses = [token, elsewhere].map((each) => app.graphql('{ viewer { name } }', {}, each));
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 401]);
    expect(await app.signIn({ ...ada, password: newPassword })).toMatch(/^dgs_/);
  });

  it('changes nothing when its row of the audit trail cannot be written', async () => {
    const grace = { username: 'grace', password: app.transcript.guard('password', 'a password of Grace') };
    await app.graphql(mutation('adminCreate', ''), { input: grace });
    const token = await app.signIn(grace);
    const input = { currentPassword: grace.password, newPassword: 'another one of hers' };
    app.transcript.guard('password', input.newPassword);
    const send = () => app.graphql(mutation('viewerPasswordChange', ''), { input }, token);
    await app.sql('RENAME TABLE audit_entries TO audit_entries_away');
    const { errors } = await send().finally(() =>
      app.sql('RENAME TABLE audit_entries_away TO audit_entries'),
    );
    expect(errors?.[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(await app.signIn(grace)).toMatch(/^dgs_/);
    // With the table it is done, and recorded.
    expect((await send()).errors).toBeUndefined();
    const [row] = (await auditRows(app, 'ADMINISTRATOR_UPDATED')).slice(-1);
    expect(row).toMatchObject({ operation: 'viewerPasswordChange', object_name: 'grace' });
    expect(await app.signIn({ ...grace, password: input.newPassword })).toMatch(/^dgs_/);
  });

  it('is limited as signing in is, and is not for keys, nor for the password of the environment', async () => {
    const token = await app.signIn(root);
    const newPassword = 'a password of my own';
    const own = await change(token, { currentPassword: root.password, newPassword });
    expect(told(own.userErrors)).toEqual(['input.newPassword NOT_PERMITTED']);
    const ofKey = await change(app.adminKey, { currentPassword: 'x', newPassword });
    expect(told(ofKey.userErrors)).toEqual(['- NOT_PERMITTED']);
    await change(token, { currentPassword: 'x', newPassword });
    await fill('place');
    const { status } = await app.graphql(
      mutation('viewerPasswordChange', ''),
      { input: { currentPassword: root.password, newPassword } },
      token,
    );
    expect(status).toBe(429);
  });
});
