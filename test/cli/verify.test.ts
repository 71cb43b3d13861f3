import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let dns: DnsTestServer;
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
  app = await startTestApp({ dnsResolvers: [dns.server] });
  user = new CliUser(app);
  const create = async (name: string) => {
    const domains = { linkTracking: `links.${name}.test` };
    const { id } = await createServer(app, {
      name,
      domains,
      expectations: { linkTarget: 'links.vendor.test' },
    });
    return id;
  };
  [right, wrong, unknown] = [await create('right'), await create('wrong'), await create('unknown')];
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

describe('verify', () => {
  it('waits for a run and ends with 0 when all is well', async () => {
    const { code, stdout, stderr } = await user.run(`verify ${right} --check link-domain`);
    expect([code, stdout, stderr]).toEqual([0, `${right} "right"\nLINK_DOMAIN    PASS   All is well.\n`, '']);
  });

  it('takes the number that old programs know a server by', async () => {
    const { code } = await user.run(`verify ${right.replace('ds_', '')} --check link_domain`);
    expect(code).toBe(0);
  });

  it('ends with 1 when something failed, and shows what was found and what to publish', async () => {
    const { code, stdout, stderr } = await user.run(`verify ${wrong} --check LINK_DOMAIN`);
    expect([code, stderr]).toEqual([1, 'Failed: LINK_DOMAIN.\n']);
    expect(stdout).toMatch(/^LINK_DOMAIN {4}FAIL {3}FAIL .*\[HOST_ALIAS_DIFFERS\]$/m);
    expect(stdout).toMatch(/^ {24}links\.wrong\.test\. 3600 IN CNAME links\.vendor\.test\.$/m);
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

  it('makes all six checks unless told', async () => {
    const { checks } = JSON.parse((await user.run(`verify ${right} --json`)).stdout);
    expect(checks).toHaveLength(6);
  });

  it.each([
    ['verify', 2, /missing required argument|Missing required argument/],
    ['verify ds_1 --check everything', 2, /--check must be/],
    ['verify ds_1 --check EMAIL_DELIVERY', 2, /--check must be/],
    ['verify ds_999999', 3, /^ds_999999: There is no delivery server with this id\.$/m],
    ['verify nobody', 3, /^nobody: /],
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
