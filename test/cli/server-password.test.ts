import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, readServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
});
afterEach(() => app?.stop());

describe('the password of a server', () => {
  const hasPassword = async () => (await readServer(app, 'ds_1')).smtp.hasPassword;

  const prompted = 'servers update ds_1 --password-from prompt';

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
    const { code, stdout } = await user.typeAt('SMTP password: ', `${password}\n`, prompted);
    expect([code, stdout.replaceAll('\r', '')]).toEqual([
      0,
      'SMTP password: \nUpdated ds_1 "Primary SMTP Server".\n',
    ]);
    const { text } = await app.legacy({ Command: 'deliveryservers.get' });
    expect(text).toContain(`"smtp_password":${JSON.stringify(password)}`);
  });

  it('is not set when Ctrl-C ends the question', async () => {
    const { code } = await user.typeAt('SMTP password: ', '\u0003', prompted);
    expect([code, await hasPassword()]).toEqual([2, false]);
  });

  it.each([
    ['--password-from stdin', /^The password has more than one line\./],
    ['--password canary', /^There is no such option here\.\n/],
    ['--password-from env', /^The password is empty\./],
    ['--password-from prompt', /^There is no terminal to ask at\./],
    ['--password-from stdin --input -', /^Standard input can have the input or the password\./],
  ])('is not taken by %s', async (options, message) => {
    const { code, stderr } = await user.run(`servers update ds_1 ${options}`, 'canary-1\ncanary-2\n');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).not.toContain('canary');
  });
});
