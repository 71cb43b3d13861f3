import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroup, createServer, readServer, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
});
afterEach(() => app?.stop());

const asOptions = (options: Record<string, string>) =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);

const needed = {
  name: 'Primary',
  host: 'smtp.example.com',
  port: '587',
  security: 'starttls',
  username: 'smtp_user',
  'link-tracking': 'track.example.com',
  'open-tracking': 'open.example.com',
  'mail-from': 'bounce.example.com',
};

describe('servers create', () => {
  it('makes a server from options', async () => {
    const options = { ...needed, tags: 'eu,warm-up', timeout: '9', 'enforced-from': 'a@example.com' };
    const { code, stdout, stderr } = await user.run([
      ...['servers', 'create', '--auth', '--sender-as-from', '--no-rotation'],
      ...asOptions(options),
    ]);
    expect([code, stdout, stderr]).toEqual([0, 'Created ds_1 "Primary".\n', '']);
    expect(await readServer(app, 'ds_1')).toMatchObject({
      name: 'Primary',
      smtp: { security: 'STARTTLS', port: 587, timeoutSeconds: 9, authRequired: true, hasPassword: false },
      domains: { enforcedFrom: 'a@example.com', useSenderInfoAsFrom: true, useSenderInfoAsMailFrom: false },
      senderRotation: { enabled: false },
      tags: ['eu', 'warm-up'],
    });
  });

  it('takes what ought to be in DNS for it, and shows what was said', async () => {
    const expected = {
      'sending-address': '192.0.2.1,2001:db8::/64',
      dkim: 's1',
      'spf-include': 'spf.example.net',
      'link-target': 'links.example.net',
    };
    await user.run([
      ...['servers', 'create', '--auth', '--sending-address', '198.51.100.7', '--dkim', 's2:example.org'],
      ...asOptions({ ...needed, ...expected }),
    ]);
    expect((await readServer(app, 'ds_1')).expectations).toEqual({
      sendingAddresses: ['198.51.100.7', '192.0.2.1', '2001:db8::/64'],
      dkim: [
        { selector: 's2', domain: 'example.org', publicKey: null },
        { selector: 's1', domain: null, publicKey: null },
      ],
      spfInclude: 'spf.example.net',
      senderTarget: null,
      linkTarget: 'links.example.net',
      openTarget: null,
    });
    const shown = (await user.run('servers get ds_1')).stdout;
    expect(shown).toContain('sends from     198.51.100.7, 192.0.2.1, 2001:db8::/64\n');
    expect(shown).toContain('dkim           s2 at example.org, s1\n');
    expect(shown).not.toContain('sender target');
    const clearing = [
      'servers',
      'update',
      'ds_1',
      '--dkim',
      '',
      '--spf-include',
      '',
      '--sending-address',
      'x',
    ];
    const { stderr } = await user.run(clearing);
    expect(stderr).toMatch(/^expectations\.sendingAddresses\.0 \(--sending-address\): /);
    const cleared = await user.json(clearing.with(-1, '192.0.2.9'));
    expect(cleared.expectations).toMatchObject({
      sendingAddresses: ['192.0.2.9'],
      dkim: [],
      spfInclude: null,
    });
  });

  it('makes one from JSON on standard input, over which options win', async () => {
    const input = JSON.stringify(serverInput({ name: 'From JSON' }));
    const server = await user.json('servers create --input - --port 25', input);
    expect(server).toMatchObject({ name: 'From JSON', smtp: { port: 25, hasPassword: true } });
  });

  it('says at once which options are missing', async () => {
    const { code, stderr } = await user.run('servers create --name A --host smtp.example.com --port 25');
    const paths = stderr.split('\n').map((line) => line.split(':')[0]);
    expect([code, paths]).toEqual([
      1,
      [
        'smtp.security (--security)',
        'smtp.authRequired (--auth)',
        'domains.linkTracking (--link-tracking)',
        'domains.openTracking (--open-tracking)',
        'domains.mailFrom (--mail-from)',
        '',
      ],
    ]);
  });

  it.each([
    ['[]', 'What --input names must be a JSON object.\n'],
    ['{"name": canary}', 'What --input names must be a JSON object.\n'],
    ['x'.repeat(2_097_153), 'Standard input has more than 2 MiB, and no more is read.\n'],
  ])('refuses other input', async (input, message) => {
    const { code, stdout, stderr } = await user.run('servers create --input -', input);
    expect([code, stdout, stderr]).toEqual([2, '', message]);
  });

  it('refuses a file that is not there', async () => {
    const { code, stderr } = await user.run('servers create --input no-such-file');
    expect([code, stderr]).toEqual([2, 'The file that --input names cannot be read.\n']);
  });
});

describe('a change of a server', () => {
  beforeEach(() => createServer(app, { name: 'A' }));

  it('is made at the expected version alone', async () => {
    const changed = await user.json('servers update ds_1 --name B --expected-version 1');
    expect(changed).toMatchObject({ id: 'ds_1', name: 'B', version: 2 });
    const { code, stderr } = await user.run('servers update ds_1 --name C --expected-version 1');
    expect([code, stderr]).toEqual([6, expect.stringMatching(/^expectedVersion \(--expected-version\): /)]);
  });

  it.each(['--expected-version 1 --idempotency-key one', '--input -'])(
    'is refused when nothing would change: %s',
    async (options) => {
      const { code, stderr } = await user.run(`servers update ds_1 ${options}`, '{"smtp":{}}');
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(
          /^There is nothing to change\. Give one of --name, .*--clear-password, --password-from, --input\.\n$/,
        ),
      ]);
      expect(await readServer(app, 'ds_1')).toMatchObject({ version: 1 });
    },
  );

  it('clears what is empty and leaves the rest', async () => {
    const args = ['servers', 'update', 'ds_1', '--enforced-from', '', '--tags', ''];
    expect(await user.json(args)).toMatchObject({ name: 'A', domains: { enforcedFrom: null }, tags: [] });
  });

  it('says how often it is verified, and by default leaves that to the gateway', async () => {
    const update = ['servers', 'update', 'ds_1', '--verify-every'];
    expect(await user.json([...update, '6h'])).toMatchObject({ verifyEvery: '6h' });
    expect((await user.run('servers get ds_1')).stdout).toMatch(/^verify every +6h$/m);
    expect(await user.json([...update, 'never'])).toMatchObject({ verifyEvery: 'never' });
    expect(await user.json([...update, 'default'])).toMatchObject({ verifyEvery: null });
    expect((await user.run([...update, 'often'])).stderr).toMatch(/^verifyEvery \(--verify-every\): /);
  });

  it('pauses and enables it', async () => {
    const paused = await user.json('servers pause ds_1 --reason tests --until 2999-01-01T00:00:00Z');
    expect(paused).toMatchObject({ state: 'PAUSED', pause: { reason: 'tests' } });
    expect((await user.run('servers get ds_1')).stdout).toContain(
      'PAUSED until 2999-01-01T00:00:00.000Z: tests\n',
    );
    expect(await user.run('servers enable ds_1')).toMatchObject({ code: 0, stdout: 'Enabled ds_1 "A".\n' });
  });

  it('duplicates it', async () => {
    const copy = await user.json('servers duplicate ds_1 --name Copy --no-with-password');
    expect(copy).toMatchObject({ id: 'ds_2', name: 'Copy', smtp: { hasPassword: false } });
  });

  it('saves test results', async () => {
    const passed = '--email-delivery --spf --dkim --dmarc --sender-domain --link-domain --no-open-domain';
    const server = await user.json(
      `servers save-test-results ds_1 ${passed} --checked-at 2026-01-01T00:00:00Z`,
    );
    expect(server.verification).toMatchObject({ status: 'FAIL', source: 'REPORTED' });
  });

  it('is refused with the names of its options', async () => {
    const lines = [
      ['servers', 'save-test-results', 'ds_1'],
      ['servers', 'update', 'ds_1', '--tags', 'A B,,ü'],
      ['servers', 'update', 'ds_2147483648', '--name', 'B'],
      ['servers', 'list', '--group', 'ug_2147483648'],
    ];
    const runs = await Promise.all(lines.map((line) => user.run(line)));
    expect(runs.map(({ code, stderr }) => [code, stderr.split(': ')[0]])).toEqual([
      [
        1,
        'results (--email-delivery, --spf, --dkim, --dmarc, --sender-domain, --link-domain, --open-domain)',
      ],
      [1, 'tags.1 (--tags)'],
      [3, 'id (<id>)'],
      [3, 'filter.userGroupId (--group)'],
    ]);
  });

  it('is made once under one idempotency key', async () => {
    await user.json('servers duplicate ds_1 --idempotency-key one');
    expect(await user.json('servers duplicate ds_1 --idempotency-key one')).toMatchObject({ id: 'ds_2' });
    expect(await user.json('servers list')).toHaveLength(2);
    const deletion = 'servers delete ds_1 ds_2 --idempotency-key two';
    const deleted = await user.json(deletion);
    expect(await user.json(deletion)).toEqual(deleted);
  });

  it('deletes servers, after telling what would happen', async () => {
    await createServer(app, { name: 'B' });
    const group = await createGroup(app);
    await user.run(`groups assign ${group.id} marketing ds_1`);
    const text = (deleted: string, freed: string) =>
      `${deleted} ds_1.\n${deleted} ds_2.\n${freed} MARKETING of ${group.id} "Default User Group".\n`;
    expect(await user.run('servers delete ds_1 ds_2 --dry-run')).toEqual({
      code: 0,
      stdout: text('Would delete', 'Would free'),
      stderr: '',
    });
    expect(await user.run('servers delete ds_1@9 ds_2')).toMatchObject({ code: 6, stdout: '' });
    for (const more of ['', ' --dry-run', ' --idempotency-key one'])
      expect(await user.run(`servers delete ds_1 ds_999 ds_2${more}`)).toEqual({
        code: 3,
        stdout: '',
        stderr: 'There is no server ds_999.\nNone is deleted.\n',
      });
    expect(await user.run('servers delete ds_1 ds_2@1')).toMatchObject({
      code: 0,
      stdout: text('Deleted', 'Freed'),
    });
    expect(await user.run('servers delete ds_1')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'There is no server ds_1.\n',
    });
  });
});

describe('servers get', () => {
  it('shows a server, or says that there is none', async () => {
    await createServer(app, { name: 'A' });
    const { code, stdout } = await user.run('servers get ds_1');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^id +ds_1\nversion +1\nname +A\n/)]);
    expect(await user.json('servers get ds_1')).toMatchObject({ id: 'ds_1', smtp: { hasPassword: true } });
    expect(await user.run('servers get ds_9')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'There is no server with this id.\n',
    });
  });
});
