import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
});
afterEach(() => app?.stop());

it('adds, lists, changes, disables and enables administrators', async () => {
  const password = app.transcript.guard('password', 'canary of a password');
  const created = await user.run(
    'admins create --username ada --first-name Ada --password-from stdin',
    `${password}\n`,
  );
  expect(created).toMatchObject({ code: 0, stdout: 'Created adm_1 "ada".\n' });
  expect(await app.signIn({ username: 'ada', password })).toMatch(/^dgs_/);

  const { stdout } = await user.run('admins list');
  expect(stdout).toMatch(
    /^ID +USER NAME +NAME +E-MAIL +STATE +SIGNED IN\nadm_1 +ada +Ada +- +enabled +\S+Z\n/,
  );

  const another = app.transcript.guard('password', 'another canary of one');
  const env = { GATEWAY_ADMIN_PASSWORD: another };
  expect(
    await user.run('admins update 1 --email ada@example.com --password-from env', undefined, env),
  ).toMatchObject({
    code: 0,
    stdout: 'Updated adm_1 "ada".\n',
  });
  expect(await app.signIn({ username: 'ada', password: another })).toMatch(/^dgs_/);

  expect(await user.json('admins disable adm_1')).toMatchObject({
    id: 'adm_1',
    emailAddress: 'ada@example.com',
  });
  expect((await user.run('admins list')).stdout).toContain(' disabled ');
  expect((await user.run('admins enable adm_1')).stdout).toBe('Enabled adm_1 "ada".\n');
});

it('takes no password from the command line, and names what is wrong', async () => {
  expect((await user.run('admins create --username ada --password canary')).code).toBe(2);
  const short = await user.run('admins create --username ada --password-from stdin', 'short\n');
  expect([short.code, short.stderr]).toEqual([
    1,
    expect.stringMatching(/^password \(--password-from\): .+\n$/),
  ]);
});
