import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer } from '../support/operations.js';
import { silence } from '../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser, cliProgram, endOf, projectRoot } from './run-cli.js';

let dns: DnsTestServer;
let smtp: SmtpTestServer;
/** Keeps a delivery test busy until its time is over. */
let silent: SmtpTestServer;
let app: TestApp;
let user: CliUser;
/** Of a server whose link domain is right, one whose link domain leads elsewhere, and one whose DNS does not answer. */
let [right, wrong, unknown] = ['', '', ''];

beforeAll(async () => {
  dns = await startDnsServer({
    'links.right.test': [['CNAME', 'links.vendor.test']],
    'links.wrong.test': [['CNAME', 'elsewhere.test']],
    'links.unknown.test': ['SERVFAIL'],
    'links.vendor.test': [['A', '192.0.2.80']],
    'elsewhere.test': [['A', '192.0.2.81']],
  });
  smtp = await startSmtpServer();
  silent = await startSmtpServer({ replies: { EHLO: silence } });
  app = await startTestApp({ dnsResolvers: [dns.server], allowedNetworks: ['127.0.0.0/8'] });
  user = new CliUser(app);
  const create = async (name: string) => {
    const domains = { linkTracking: `links.${name}.test` };
    const { id } = await createServer(app, {
      name,
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'NONE', authRequired: false },
      domains,
      expectations: { linkTarget: 'links.vendor.test' },
    });
    return id;
  };
  [right, wrong, unknown] = [await create('right'), await create('wrong'), await create('unknown')];
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([dns?.stop(), smtp?.stop(), silent?.stop()]);
});

describe('verify', () => {
  it('waits for a run and ends with 0 when all is well', async () => {
    const { code, stdout, stderr } = await user.run(`verify ${right} --check link-domain`);
    expect([code, stdout, stderr]).toEqual([
      0,
      `${right} "right"\nLINK_DOMAIN     PASS   All is well.\n`,
      '',
    ]);
  });

  it('takes the number that old programs know a server by', async () => {
    const { code } = await user.run(`verify ${right.replace('ds_', '')} --check link_domain`);
    expect(code).toBe(0);
  });

  it('ends with 1 when something failed, and shows what was found and what to publish', async () => {
    const { code, stdout, stderr } = await user.run(`verify ${wrong} --check LINK_DOMAIN`);
    expect([code, stderr]).toEqual([1, 'Failed: LINK_DOMAIN.\n']);
    expect(stdout).toMatch(/^LINK_DOMAIN {5}FAIL {3}FAIL .*\[HOST_ALIAS_DIFFERS\]$/m);
    expect(stdout).toMatch(/^ {25}links\.wrong\.test\. 3600 IN CNAME links\.vendor\.test\.$/m);
  });

  it('ends with 7 when nothing failed but something could not be measured', async () => {
    const { code, stdout, stderr } = await user.run(`verify ${unknown} --check LINK_DOMAIN`);
    expect([code, stderr]).toEqual([7, 'Could not be measured: LINK_DOMAIN.\n']);
    expect(stdout).toContain('[DNS_SERVER_FAILURE]');
  });

  it('checks several servers, whose failures it names', async () => {
    const { code, stdout, stderr } = await user.run(
      `verify ${right} ${wrong} ${unknown} --check LINK_DOMAIN`,
    );
    expect([code, stderr]).toEqual([1, `Failed: LINK_DOMAIN of ${wrong}.\n`]);
    expect(stdout.split('\n\n')).toHaveLength(3);
  });

  it('prints the run as JSON, of several servers a list', async () => {
    const one = await user.run(`verify ${wrong} --check LINK_DOMAIN --json`);
    expect([one.code, JSON.parse(one.stdout)]).toMatchObject([
      1,
      { status: 'DONE', checks: [{ kind: 'LINK_DOMAIN', host: 'links.wrong.test', status: 'FAIL' }] },
    ]);
    const two = await user.run(`verify ${right} ${wrong} --check LINK_DOMAIN --json`);
    expect(JSON.parse(two.stdout)).toMatchObject([
      { deliveryServer: { id: right } },
      { deliveryServer: { id: wrong } },
    ]);
  });

  it('makes all seven checks unless told, and shows each stage of the delivery', async () => {
    const { checks } = JSON.parse((await user.run(`verify ${right} --to ada@shop.test --json`)).stdout);
    expect(checks).toHaveLength(7);
    expect(checks[0]).toMatchObject({ kind: 'EMAIL_DELIVERY', acceptedFor: 'ada@shop.test' });
    expect(smtp.messages.at(-1)?.recipients).toEqual(['ada@shop.test']);
    const { code, stdout } = await user.run(`verify ${right} --to ada@shop.test --check email-delivery`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +RCPT_TO +PASS +\d+ +250 /m);
    expect(stdout).toMatch(/^ +accepted for ada@shop\.test, Message-ID \S+@\S+$/m);
  });

  it('sends no message to several servers', async () => {
    const before = smtp.messages.length;
    await user.run(`verify ${right} ${wrong} --check email-delivery`);
    expect(smtp.messages).toHaveLength(before);
    const { code, stderr } = await user.run(`verify ${right} ${wrong} --to ada@shop.test`);
    expect([code, stderr]).toEqual([2, '--to is for one server: several get no message.\n']);
  });

  it('tells of a server that is deleted meanwhile, whatever became of the others', async () => {
    const smtpSettings = { host: '127.0.0.1', port: silent.port, security: 'NONE', authRequired: false };
    const verifyAndDelete = async (others: string) => {
      const { id } = await createServer(app, { name: 'deleted', smtp: smtpSettings });
      const ended = user.run(`verify ${id}${others} --check email-delivery,link-domain --json`);
      const before = silent.commands().length;
      await expect.poll(() => silent.commands().length, { timeout: 20_000 }).toBeGreaterThan(before);
      await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, 'results { status }');
      return { ...(await ended), said: `${id} was deleted before its checks were done.\n` };
    };
    const alone = await verifyAndDelete('');
    expect([alone.code, alone.stdout, alone.stderr]).toEqual([3, 'null\n', alone.said]);
    const withGood = await verifyAndDelete(` ${right}`);
    expect([withGood.code, withGood.stderr]).toEqual([3, withGood.said]);
    expect(JSON.parse(withGood.stdout)).toMatchObject([{ deliveryServer: { id: right } }]);
    const withBad = await verifyAndDelete(` ${wrong}`);
    expect([withBad.code, withBad.stderr]).toEqual([1, `${withBad.said}Failed: LINK_DOMAIN of ${wrong}.\n`]);
  });

  it('tells of each stage at a terminal as it ends', async () => {
    const env = { PATH: process.env.PATH, ...user.environment };
    const command = `${process.execPath} ${cliProgram} verify ${right} --to ada@shop.test --check email-delivery`;
    const { code, stdout } = await endOf(
      spawn('script', ['-qec', command, '/dev/null'], { cwd: projectRoot, env }),
    );
    expect(code).toBe(0);
    const lines = stdout.replaceAll('\r', '').split('\n');
    expect(
      lines.filter((line) => /^(RESOLVE|CONNECT|EHLO|MAIL_FROM|ACCEPTED) PASS \d+ ms/.test(line)),
    ).toHaveLength(5);
  });

  it.each([
    ['verify', 2, /missing required argument|Missing required argument/],
    ['verify ds_1 --check everything', 2, /--check must be/],
    ['verify ds_1 --to nobody', 1, /^--to: /m],
    ['verify ds_999999', 3, /^ds_999999: There is no delivery server with this id\.$/m],
    ['verify nobody', 2, /^id must be an id such as 12 or ds_12\.$/m],
  ])('refuses "%s" with %i', async (line, expected, message) => {
    const { code, stdout, stderr } = await user.run(line);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(message);
  });

  it('needs a key that may verify', async () => {
    const key = await app.createKey(['READ']);
    const { code, stderr } = await new CliUser(app, key).run(`verify ${right}`);
    expect([code, stderr]).toEqual([4, expect.stringContaining('scope VERIFY')]);
  });
});
