import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, mutate, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { runHere } from './cli-in-process.js';

let app: TestApp;
let directory: string;
let file: string;

beforeEach(async () => {
  app = await startTestApp();
  directory = await mkdtemp(join(tmpdir(), 'apply-'));
  file = join(directory, 'servers.yaml');
});
afterEach(async () => {
  await app?.stop();
  await rm(directory, { recursive: true, force: true });
});

type Circumstances = Parameters<typeof runHere>[2];

const exported = async (of = app, ...options: string[]) => (await runHere(of, ['export', ...options])).stdout;

/** Applies a text, without being asked. */
async function apply(text: string, options: readonly string[] = ['--yes'], circumstances?: Circumstances) {
  await writeFile(file, text);
  const run = await runHere(app, ['apply', file, ...options], circumstances);
  return { ...run, stderr: run.stderr.replaceAll(`${file}:`, 'FILE:') };
}

/** All that a change leaves behind. */
async function traces(of = app) {
  const count = async (table: string) => (await of.sql(`SELECT COUNT(*) AS n FROM ${table}`))[0].n;
  return {
    servers: await of.sql('SELECT id, name, version, updated_at FROM delivery_servers ORDER BY id'),
    groups: await of.sql('SELECT id, name, version, updated_at FROM user_groups ORDER BY id'),
    channels: await of.sql('SELECT * FROM channel_assignments ORDER BY user_group_id, channel'),
    audit: await count('audit_entries'),
    events: (await count('outbox')) + (await count('events')),
  };
}

/** A server, two servers of whose name another one has, and a group with two channels. */
async function fill() {
  await createServer(app, {
    name: 'Main relay',
    tags: ['eu', 'warm-up'],
    verifyEvery: '6h',
    senderRotation: { enabled: true, settings: 'a: 1\n\tb: "no"\r\n' },
  });
  await createServer(app, {
    name: 'Backup',
    smtp: { password: undefined, timeoutSeconds: 30 },
    domains: { enforcedFrom: undefined, useSenderInfoAsMailFrom: false },
    expectations: { dkim: [{ selector: 's1', domain: 'example.com' }], sendingAddresses: ['192.0.2.0/28'] },
  });
  const { userGroup } = await mutate(app, 'userGroupCreate', { name: 'off' }, 'userGroup { id }');
  await assign(userGroup.id, 'MARKETING', 'ds_1');
  await assign(userGroup.id, 'TRANSACTIONAL', 'ds_2');
  await mutate(app, 'deliveryServerPause', { id: 'ds_2', reason: 'moving: "soon"' });
}

const assign = (userGroupId: string, channel: string, deliveryServerId: string | null) =>
  mutate(app, 'channelAssignmentSet', { userGroupId, channel, deliveryServerId });

const rename = (id: string, name: string) => mutate(app, 'deliveryServerUpdate', { id, name });

/** A server in the words of the file, on one line. */
const line = (name: string, more = '') =>
  `{ name: ${name}, smtp: { host: smtp.example.com, port: 25, security: NONE, authRequired: false }, domains: { linkTracking: t.example.com, openTracking: o.example.com, mailFrom: m.example.com }${more} }`;
const fileOf = (servers: string[], groups: string[] = []) =>
  [
    'version: 1',
    'servers:',
    ...servers.map((item) => `  - ${item}`),
    ...(groups.length > 0 ? ['groups:', ...groups.map((item) => `  - ${item}`)] : []),
    '',
  ].join('\n');

describe('an export', () => {
  it('holds what differs from the defaults, in order of the names, and no secret', async () => {
    await fill();
    expect(
      await exported(),
    ).toBe(`# The configuration of a delivery gateway. docs/operations.md has more, under "Configuration in git".
# What is left out is as by default; a password that is kept stays as it is stored.

version: 1
servers:
  - id: ds_2
    name: Backup
    smtp:
      host: smtp.example.com
      port: 587
      security: STARTTLS
      authRequired: true
      username: smtp_user
    domains:
      linkTracking: track.example.com
      openTracking: open.example.com
      mailFrom: bounce.example.com
    expectations:
      sendingAddresses:
        - 192.0.2.0/28
      dkim:
        - selector: s1
          domain: example.com
    pause:
      reason: 'moving: "soon"'
  - id: ds_1
    name: Main relay
    smtp:
      host: smtp.example.com
      port: 587
      security: STARTTLS
      timeoutSeconds: 45
      authRequired: true
      username: smtp_user
      password: kept
    domains:
      linkTracking: track.example.com
      openTracking: open.example.com
      mailFrom: bounce.example.com
      enforcedFrom: noreply@example.com
      useSenderInfoAsMailFrom: true
    senderRotation:
      enabled: true
      settings: "a: 1\\n\\tb: \\"no\\"\\r\\n"
    verifyEvery: 6h
    tags:
      - eu
      - warm-up
groups:
  - id: ug_1
    name: "off"
    channels:
      MARKETING: Main relay
      TRANSACTIONAL: Backup
`);
    // As JSON it is a file as well.
    const json = (await runHere(app, ['export', '--json'])).stdout;
    expect((await apply(json)).stdout).toBe('0 to create, 0 to change, 0 to delete, 3 unchanged.\n');
  });

  it('applied at an empty gateway makes it export the same', async () => {
    await fill();
    const password = app.transcript.guard('password', 'canary-export-password');
    const text = (await exported(app, '--without-ids')).replace(
      'password: kept',
      'password: { fromEnvironment: MAIN_PASSWORD }',
    );
    const other = await startTestApp();
    try {
      await writeFile(file, text);
      const env = { MAIN_PASSWORD: password };
      const run = await runHere(other, ['apply', file, '--yes'], { env });
      expect([run.code, run.stderr]).toEqual([0, '']);
      expect(run.stdout).toContain('Applied: 3 created, 0 changed, 0 deleted, 0 unchanged.\n');
      const settings = (of: string) => of.replace(/^ {4}(password|smtp\.password).*$/gm, '');
      expect(settings(await exported(other, '--without-ids'))).toBe(
        settings(await exported(app, '--without-ids')),
      );
      const { text: legacy } = await other.legacy({ Command: 'deliveryservers.get' });
      expect(legacy).toContain(`"smtp_password":${JSON.stringify(password)}`);
      // And a second time it changes nothing, the password compared under its seal.
      const before = await traces(other);
      const again = await runHere(other, ['apply', file, '--yes'], { env });
      expect(again.stdout).toBe('0 to create, 0 to change, 0 to delete, 3 unchanged.\n');
      expect(await traces(other)).toEqual(before);
    } finally {
      await other.stop();
    }
  });
});

describe('an apply', () => {
  it('that finds everything as it should be writes nothing, and one that does not writes it', async () => {
    await fill();
    const text = await exported();
    const before = await traces();
    for (const options of [['--yes'], ['--dry-run'], ['--dry-run', '--detailed-exit-code']])
      expect(await apply(text, options)).toMatchObject({ code: 0, stderr: '' });
    // The same by other words.
    const same = text.replace('- eu\n      - warm-up', '- Warm-Up\n      - " EU "');
    expect(same).not.toBe(text);
    expect((await apply(same)).stdout).toBe('0 to create, 0 to change, 0 to delete, 3 unchanged.\n');
    expect(await traces()).toEqual(before);
    // Control: the traces tell of a change.
    await apply(text.replace('port: 587', 'port: 25'));
    const after = await traces();
    expect([after.audit, after.servers[1].version]).toEqual([
      before.audit + 1,
      before.servers[1].version + 1,
    ]);
    expect(after.events).toBeGreaterThan(before.events);
  });

  it('shows a plan that reads like a diff, and makes it so when it is asked to', async () => {
    await fill();
    const text = (await exported())
      .replace('name: Backup', 'name: Second relay')
      .replace('port: 587', 'port: 25')
      .replace("reason: 'moving", "reason: 'gone")
      .replace('MARKETING: Main relay', 'MARKETING: New')
      .replace('TRANSACTIONAL: Backup', 'AUTO_RESPONDER: ds_2')
      .replace('servers:\n', `servers:\n  - ${line('New', ', tags: [EU]')}\n`);
    const plan = `+ server "New"
    smtp.host: "smtp.example.com"
    smtp.port: 25
    smtp.security: "NONE"
    smtp.authRequired: false
    domains.linkTracking: "t.example.com"
    domains.openTracking: "o.example.com"
    domains.mailFrom: "m.example.com"
    tags: ["eu"]
~ server ds_2 "Backup"
    name: "Backup" -> "Second relay"
    smtp.port: 587 -> 25
    pause.reason: "moving: \\"soon\\"" -> "gone: \\"soon\\""
~ group ug_1 "off"
    channels.MARKETING: ds_1 "Main relay" -> "New"
    channels.TRANSACTIONAL: ds_2 "Backup" -> (none)
    channels.AUTO_RESPONDER: (none) -> ds_2 "Backup"

1 to create, 2 to change, 0 to delete, 1 unchanged.
`;
    const before = await traces();
    expect(await apply(text, ['--dry-run'])).toEqual({ code: 0, stdout: plan, stderr: '' });
    expect(await apply(text, ['--dry-run', '--detailed-exit-code'])).toMatchObject({ code: 8, stdout: plan });
    expect(await apply(text, [])).toEqual({
      code: 2,
      stdout: plan,
      stderr: 'Nothing was changed: there is no terminal to ask at. Give --yes to apply this.',
    });
    expect(await apply(text, [], { answer: 'y' })).toMatchObject({ code: 1, stderr: 'Nothing was changed.' });
    expect(await traces()).toEqual(before);
    const coloured = await apply(text, [], { answer: 'yes', isColoured: true });
    expect(coloured.stdout).toContain('\u001b[32m+ server "New"\u001b[39m\n');
    expect(coloured.stdout).toMatch(/\nApplied: 1 created, 2 changed, 0 deleted, 1 unchanged\.\n$/);
    expect((await apply(text)).stdout).toBe('0 to create, 0 to change, 0 to delete, 4 unchanged.\n');
    const entries = await app.sql(
      `SELECT action, object_name AS name, author_id AS author FROM audit_entries
       WHERE operation = 'configurationApply' ORDER BY id`,
    );
    expect(entries).toEqual([
      { action: 'DELIVERY_SERVER_UPDATED', name: 'Second relay', author: 'key_1' },
      { action: 'DELIVERY_SERVER_CREATED', name: 'New', author: 'key_1' },
      { action: 'USER_GROUP_UPDATED', name: 'off', author: 'key_1' },
    ]);
  });

  it('overwrites nothing that changed after the plan, and tells what that was', async () => {
    await fill();
    const text = (await exported()).replace(/port: 587/g, 'port: 25');
    const whenAsked = () => rename('ds_2', 'Renamed meanwhile');
    const run = await apply(text, [], { answer: 'yes', whenAsked });
    expect(run.code).toBe(6);
    expect(run.stderr.split('\n')).toEqual([
      'FILE:6:5: servers[0]: This has been changed since the version that you expected: it is at version 3 now.',
      'ds_2 "Renamed meanwhile" was changed meanwhile: name: "Backup" -> "Renamed meanwhile"',
      'Nothing was changed. Run it again to see the plan as things are now.',
    ]);
    // Not the other server either.
    expect((await app.sql('SELECT smtp_port AS port FROM delivery_servers')).map(({ port }) => port)).toEqual(
      [587, 587],
    );
    // Control: without the versions it would be overwritten.
    const input = { serversToUpdate: [{ id: 'ds_2', name: 'Backup' }] };
    await mutate(app, 'configurationApply', input);
    expect((await traces()).servers[1].name).toBe('Backup');
  });

  it('that fails at its last item leaves nothing of the others', async () => {
    await fill();
    const before = await traces();
    const text = fileOf([line('One'), line('Two')], ['{ name: Three, channels: { MARKETING: One } }']);
    const whenAsked = () => mutate(app, 'userGroupCreate', { name: 'Three' });
    const run = await apply(text, [], { answer: 'yes', whenAsked });
    expect(run.code).toBe(6);
    expect(run.stderr).toContain('FILE:6:13: groups[0].name: There is a user group of this name by now.');
    const after = await traces();
    expect(after.servers).toEqual(before.servers);
    expect(after.audit).toBe(before.audit + 1);
    // Control: one by one they would have been there.
    for (const name of ['One', 'Two']) await createServer(app, { name });
    expect((await traces()).servers).toHaveLength(4);
  });

  it('leaves alone what the file does not have, or deletes it, and says which channels that frees', async () => {
    await fill();
    const text = fileOf([line('Other')]);
    const kept = await apply(text);
    expect(kept.stdout).toContain('\n2 servers are not in the file: left alone; --prune deletes them.\n');
    const [otherId] = await app.sql("SELECT id FROM delivery_servers WHERE name = 'Other'");
    const pruned = await apply(text, ['--prune', '--yes']);
    expect(pruned.stdout).toBe(`- server ds_1 "Main relay"
- server ds_2 "Backup"
~ group ug_1 "off"
    channels.MARKETING: ds_1 "Main relay" -> (none)
    channels.TRANSACTIONAL: ds_2 "Backup" -> (none)

0 to create, 1 to change, 2 to delete, 1 unchanged.
Applied: 0 created, 1 changed, 2 deleted, 1 unchanged.
`);
    expect(await traces()).toMatchObject({
      servers: [{ id: otherId.id }],
      groups: [{ id: 1 }],
      channels: [],
    });
    expect((await apply('version: 1\ngroups: []\n', ['--prune', '--yes'])).stdout).toContain(
      '- group ug_1 "off"\n',
    );
    expect((await traces()).servers).toHaveLength(1);
  });

  it('deletes no server that has come into use since the plan', async () => {
    await fill();
    const text = (await exported())
      .replace(/ {2}- id: ds_2[\s\S]*?(?= {2}- id: ds_1)/, '')
      .replace(/^groups:[\s\S]*/m, '');
    const { userGroup } = await mutate(app, 'userGroupCreate', { name: 'Shop' }, 'userGroup { id }');
    const whenAsked = () => assign(userGroup.id, 'MARKETING', 'ds_2');
    const run = await apply(text, ['--prune'], { answer: 'yes', whenAsked });
    expect([run.code, run.stderr.split('\n')[0]]).toEqual([
      6,
      'ds_2 "Backup": The channel MARKETING of ug_2 uses this server. Free it in the same input.',
    ]);
    expect((await traces()).servers).toHaveLength(2);
  });

  it('at the same time as another one makes things once', async () => {
    const text = fileOf([line('One'), line('Two')], ['{ name: Shop, channels: { MARKETING: Two } }']);
    await writeFile(file, text);
    const runs = await Promise.all([1, 2, 3].map(() => runHere(app, ['apply', file, '--yes'])));
    expect(runs.map(({ code }) => code).sort()).toContain(0);
    expect(runs.every(({ code }) => code === 0 || code === 6)).toBe(true);
    const { servers, groups } = await traces();
    expect([servers.length, groups.length]).toEqual([2, 1]);
    // Control: without the names held, each one makes its own.
    const input = { serversToCreate: [serverInput({ name: 'One' })] };
    await mutate(app, 'configurationApply', input);
    expect((await traces()).servers).toHaveLength(3);
  });

  it('of a file from another gateway goes by names when told to', async () => {
    await fill();
    const foreign = (await exported())
      .replace('ds_1\n', 'ds_71\n')
      .replace('ds_2\n', 'ds_72\n')
      .replace('ug_1', 'ug_9');
    const refused = await apply(foreign);
    expect(refused.code).toBe(2);
    expect(refused.stderr.split('\n')).toEqual([
      'FILE:6:9: servers[0].id: The gateway has no server with this id. Take the id away to have it made, or give --ignore-ids if the file is of another gateway.',
      expect.stringContaining('servers[1].id: The gateway has no server'),
      expect.stringContaining('groups[0].id: The gateway has no group'),
    ]);
    expect((await apply(foreign, ['--ignore-ids', '--yes'])).stdout).toBe(
      '0 to create, 0 to change, 0 to delete, 3 unchanged.\n',
    );
    await createServer(app, { name: 'Backup' });
    expect((await apply(foreign, ['--ignore-ids', '--yes'])).stderr).toContain(
      'servers[0].name: 2 servers have this name: ds_2, ds_3. Say by its id which is meant.',
    );
  });
});

describe('the password of a server', () => {
  const withPassword = (source: string) =>
    fileOf([line('A').replace('authRequired: false', `authRequired: false, password: ${source}`)]);
  const stored = async () => {
    const { body } = await app.legacy({ Command: 'deliveryservers.get' });
    return JSON.stringify(body).match(/"smtp_password":"(.*?)"/)?.[1];
  };

  it('comes from a variable, which is named when it is missing', async () => {
    const password = app.transcript.guard('password', 'canary-variable-password');
    const text = withPassword('{ fromEnvironment: RELAY_PASSWORD }');
    const missing = await apply(text);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(
        /smtp\.password: The environment has no variable RELAY_PASSWORD, or an empty one\.$/,
      ),
    ]);
    const env = { RELAY_PASSWORD: password };
    const run = await apply(text, ['--yes'], { env });
    expect(run.stdout).toContain('    smtp.password: changed\n');
    expect(await stored()).toBe(password);
    const next = app.transcript.guard('password', 'canary-other-password');
    const changed = await apply(text, ['--yes'], { env: { RELAY_PASSWORD: next } });
    expect(changed.stdout).toMatch(/^~ server ds_\d+ "A"\n {4}smtp\.password: changed\n/);
    expect(await stored()).toBe(next);
    expect(await apply(withPassword('none'))).toMatchObject({ code: 0 });
    expect(await stored()).toBe('');
  });

  it('is never that of the command itself, nor in the file', async () => {
    const text = withPassword('{ fromEnvironment: GATEWAY_API_KEY }');
    expect((await apply(text)).stderr).toContain('A variable of this command is no password of a server.');
    const inFile = await apply(withPassword('canary-in-the-file'));
    expect([inFile.code, inFile.stderr]).toEqual([
      2,
      expect.stringMatching(/smtp\.password: This must be kept, none, or fromEnvironment/),
    ]);
    expect(inFile.stderr).not.toContain('canary');
  });

  it('cannot be kept where there is none', async () => {
    expect((await apply(withPassword('kept'))).stderr).toContain(
      'There is no stored password of this server to keep.',
    );
  });

  it('cannot be guessed by who may write and not read it: for them it always changes', async () => {
    await createServer(app, { name: 'A', smtp: { password: 'right' } });
    const writer = await app.createKey(['READ', 'WRITE']);
    const guess = async (key: string, password: string) => {
      const input = { dryRun: true, serversToUpdate: [{ id: 'ds_1', smtp: { password } }] };
      const query = `mutation ($input: ConfigurationApplyInput!) {
        configurationApply(input: $input) { changes { kind } } }`;
      const { data } = await app.graphql(query, { input }, key);
      return data.configurationApply.changes[0].kind;
    };
    expect([await guess(writer, 'right'), await guess(writer, 'wrong')]).toEqual(['UPDATED', 'UPDATED']);
    // Control: who may read it is told.
    expect([await guess(app.adminKey, 'right'), await guess(app.adminKey, 'wrong')]).toEqual([
      'UNCHANGED',
      'UPDATED',
    ]);
  });
});

describe('many servers', () => {
  it('are applied in one transaction, 500 of them', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `Relay ${index}`);
    const text = fileOf(names.map((name) => line(name, ', tags: [eu]')));
    const created = await apply(text);
    expect([created.stderr, created.stdout.split('\n').at(-2)]).toEqual([
      '',
      'Applied: 500 created, 0 changed, 0 deleted, 0 unchanged.',
    ]);
    const changed = await apply(text.replaceAll('port: 25', 'port: 587'));
    expect([changed.stderr, changed.stdout.split('\n').at(-2)]).toEqual([
      '',
      'Applied: 0 created, 500 changed, 0 deleted, 0 unchanged.',
    ]);
    expect((await apply(text, ['--prune', '--dry-run'])).code).toBe(0);
    const before = await traces();
    expect((await apply(text.replaceAll('port: 25', 'port: 587'))).stdout).toMatch(/500 unchanged\.\n$/);
    expect(await traces()).toEqual(before);
  });
});
