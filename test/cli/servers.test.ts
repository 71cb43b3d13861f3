import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroup, createServer, readServer, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type CliRun, CliUser, endOf, projectRoot } from './run-cli.js';

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
    ['x'.repeat(2_097_153), 'Standard input has more than the 2 MB of a request.\n'],
  ])('refuses other input', async (input, message) => {
    const { code, stdout, stderr } = await user.run('servers create --input -', input);
    expect([code, stdout, stderr]).toEqual([2, '', message]);
  });

  it('refuses a file that is not there', async () => {
    const { code, stderr } = await user.run('servers create --input no-such-file');
    expect([code, stderr]).toEqual([2, 'The file that --input names cannot be read.\n']);
  });
});

describe('the password of a server', () => {
  const hasPassword = async () => (await readServer(app, 'ds_1')).smtp.hasPassword;

  beforeEach(() => createServer(app, { smtp: { password: undefined } }));

  it('comes from standard input or the environment, and can be cleared', async () => {
    const password = app.transcript.guard('password', 'canary-password');
    expect(await user.run('servers update ds_1 --password-from stdin', `${password}\n`)).toMatchObject({
      code: 0,
    });
    const { text } = await app.legacy({ Command: 'deliveryservers.get' });
    expect(text).toContain(`"smtp_password":${JSON.stringify(password)}`);
    expect(await user.run('servers update ds_1 --clear-password')).toMatchObject({ code: 0 });
    expect(await hasPassword()).toBe(false);
    const env = { GATEWAY_SMTP_PASSWORD: password };
    expect(await user.run('servers update ds_1 --name B', undefined, env)).toMatchObject({ code: 0 });
    expect(await hasPassword()).toBe(false);
    expect(await user.run('servers update ds_1 --password-from env', undefined, env)).toMatchObject({
      code: 0,
    });
    expect(await hasPassword()).toBe(true);
  });

  it('is typed at a terminal, unseen', async () => {
    const password = app.transcript.guard('password', 'canary-typed-password');
    const { code, stdout } = await typeAt('servers update ds_1 --password-from prompt', `${password}\n`);
    expect([code, stdout.replaceAll('\r', '')]).toEqual([
      0,
      'SMTP password: \nUpdated ds_1 "Primary SMTP Server".\n',
    ]);
    const { text } = await app.legacy({ Command: 'deliveryservers.get' });
    expect(text).toContain(`"smtp_password":${JSON.stringify(password)}`);
  });

  it('is not set when Ctrl-C ends the question', async () => {
    const { code } = await typeAt('servers update ds_1 --password-from prompt', '\u0003');
    expect([code, await hasPassword()]).toEqual([2, false]);
  });

  it.each([
    ['--password canary', /^There is no such option here\.\n/],
    ['--password-from env', /^The password is empty\./],
    ['--password-from prompt', /^There is no terminal to ask at\./],
    ['--password-from stdin --input -', /^Standard input can have the input or the password\./],
  ])('is not taken by %s', async (options, message) => {
    const { code, stderr } = await user.run(`servers update ds_1 ${options}`);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).not.toContain('canary');
  });
});

/** Runs the command line at a terminal of its own, and types when it is asked. */
async function typeAt(line: string, typed: string): Promise<CliRun> {
  const env = { PATH: process.env.PATH, ...user.environment };
  const command = `${process.execPath} --import @oxc-node/core/register src/cli/main.ts ${line}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: projectRoot, env });
  child.stdout.once('data', () => child.stdin.write(typed));
  return endOf(child);
}

describe('a change of a server', () => {
  beforeEach(() => createServer(app, { name: 'A' }));

  it('is made at the expected version alone', async () => {
    const changed = await user.json('servers update ds_1 --name B --expected-version 1');
    expect(changed).toMatchObject({ id: 'ds_1', name: 'B', version: 2 });
    const { code, stderr } = await user.run('servers update ds_1 --name C --expected-version 1');
    expect([code, stderr]).toEqual([6, expect.stringMatching(/^expectedVersion \(--expected-version\): /)]);
  });

  it('clears what is empty and leaves the rest', async () => {
    const args = ['servers', 'update', 'ds_1', '--enforced-from', '', '--tags', ''];
    expect(await user.json(args)).toMatchObject({ name: 'A', domains: { enforcedFrom: null }, tags: [] });
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

  it('is made once under one idempotency key', async () => {
    await user.json('servers duplicate ds_1 --idempotency-key one');
    expect(await user.json('servers duplicate ds_1 --idempotency-key one')).toMatchObject({ id: 'ds_2' });
    expect(await user.json('servers list')).toHaveLength(2);
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
