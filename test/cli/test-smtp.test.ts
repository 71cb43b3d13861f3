import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

const password = 'canary-smtp-password';

let dns: DnsTestServer;
let smtp: SmtpTestServer;
let app: TestApp;
let user: CliUser;
let target = '';

beforeAll(async () => {
  dns = await startDnsServer({ 'mail.shop.test': [['A', '127.0.0.1']], 'away.shop.test': ['SERVFAIL'] });
  smtp = await startSmtpServer({
    auth: { mechanisms: ['PLAIN'], username: 'mailer', password, isOfferedInClear: true },
  });
  app = await startTestApp({ dnsResolvers: [dns.server], allowedNetworks: ['127.0.0.0/8'] });
  app.transcript.guard('SMTP password', password);
  user = new CliUser(app);
  target = `mail.shop.test:${smtp.port}`;
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([dns?.stop(), smtp?.stop()]);
});

const test = (options: string, input?: string, env?: Record<string, string>) =>
  user.run(`test-smtp ${target} --security none${options}`, input, env);

describe('test-smtp', () => {
  it('signs in with the password of the environment, and shows each stage', async () => {
    const { code, stdout, stderr } = await test(' --username mailer', undefined, { SMTP_PASSWORD: password });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ +tried 127\.0\.0\.1 CONNECTED, \d+ ms$/m);
    expect(stdout).toMatch(/^ +STAGE +STATUS +MS +REPLY$/m);
    expect(stdout).toMatch(/^ +AUTH +PASS +\d+ +235 /m);
    expect(stdout).not.toContain('MAIL_FROM');
  });

  it('takes the password from standard input, and sends a message with --to', async () => {
    const { code, stdout } = await test(
      ' --username mailer --mail-from bounce.shop.test --to ada@shop.test',
      `${password}\n`,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +accepted for ada@shop\.test, Message-ID /m);
    expect(smtp.messages.at(-1)?.recipients).toEqual(['ada@shop.test']);
  });

  it('ends with 1 and a hint when the server refuses, and with 7 when it could not be measured', async () => {
    const refused = await test(' --username mailer', 'another-password\n');
    expect([refused.code, refused.stderr]).toEqual([1, 'Failed: EMAIL_DELIVERY.\n']);
    expect(refused.stdout).toMatch(/^ +AUTH +FAIL +\d+ +535 /m);
    const away = await user.run('test-smtp away.shop.test:587');
    expect([away.code, away.stderr]).toEqual([7, 'Could not be measured: EMAIL_DELIVERY.\n']);
  });

  it('goes as far as it is told, and prints JSON', async () => {
    const { code, stdout } = await test(' --mode connect --json');
    expect(code).toBe(0);
    const { kind, stages } = JSON.parse(stdout);
    expect([kind, stages.at(-1).stage]).toEqual(['EMAIL_DELIVERY', 'EHLO']);
  });

  it.each([
    ['mail.shop.test', 2, /^host:port must be a host and a port such as /],
    ['mail.shop.test:smtp', 2, /^host:port must be /],
    ['smtp://mail.shop.test:25', 2, /^host:port must be /],
    ['mailer:canary@mail.shop.test:25', 2, /^Give the host and the port alone\. .*SMTP_PASSWORD/],
    ['mail.shop.test:25 --password canary', 2, /^A password in the command line .*SMTP_PASSWORD/],
    ['mail.shop.test:25 --password=canary', 2, /^A password in the command line /],
    ['mail.shop.test:25 -p canary', 2, /^A password in the command line /],
    ['mail.shop.test:25 --password', 2, /^A password in the command line /],
    ['mail.shop.test:25 canary', 2, /^Too many arguments/],
    ['mail.shop.test:25 --username mailer', 2, /^The password is empty\. Set it in SMTP_PASSWORD/],
    ['mail.shop.test:0', 1, /^port \(<host:port>\): /],
    ['mail.shop.test:25 --to nobody', 1, /to \(--to\): /],
    ['mail.shop.test:25 --to ada@shop.test', 1, /^mailFrom \(--mail-from\): A message needs it: /],
    ['mail.shop.test:25 --mail-from 12', 1, /^mailFrom \(--mail-from\): .* domain or an e-mail address, /],
  ])('refuses "%s" with %i and repeats nothing of it', async (line, expected, message) => {
    const { code, stdout, stderr } = await user.run(`test-smtp ${line}`);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('canary');
  });
});
