import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noExpectations } from '../../src/verification/expectations.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { mutate, told, toldOfVariables } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { verdicts } from './runs.js';

let dns: DnsTestServer;
let app: TestApp;

/** The key of RFC 6376, appendix C, is too short; any of the right form will do for what is tested here. */
const key = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';

beforeAll(async () => {
  dns = await startDnsServer({
    'links.shop.test': [['CNAME', 'links.vendor.test']],
    'links.vendor.test': [['A', '192.0.2.80']],
    'opens.shop.test': [['CNAME', 'elsewhere.test']],
    'elsewhere.test': [['A', '192.0.2.81']],
    'slow.shop.test': ['DROP'],
    's1._domainkey.bounces.shop.test': [['TXT', `v=DKIM1; k=ed25519; p=${key.slice(16)}`]],
  });
  app = await startTestApp({
    dnsResolvers: [dns.server],
    dnsExpectations: { ...noExpectations, linkTarget: 'links.vendor.test', openTarget: 'links.vendor.test' },
    verifyRateLimit: 0,
  });
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

const selection = `checks {
  __typename kind status message checkedAt durationMilliseconds lastPassedAt
  findings { severity code host observed expected remediation { zoneLine } }
  ... on DkimCheck { keys { selector matchesExpected } }
}`;
const check = (input: object, on = app) => mutate(on, 'dnsCheck', input, selection);

const names = {
  mailFrom: 'bounces.shop.test',
  linkTracking: 'links.shop.test',
  openTracking: 'opens.shop.test',
};

describe('dnsCheck', () => {
  it('makes the six checks of DNS, in the order of CheckKind', async () => {
    const { checks, userErrors } = await check(names);
    expect(userErrors).toEqual([]);
    expect(checks.map(({ kind }: { kind: string }) => kind)).toEqual([
      'SPF',
      'DKIM',
      'DMARC',
      'SENDER_DOMAIN',
      'LINK_DOMAIN',
      'OPEN_DOMAIN',
    ]);
    for (const each of checks)
      expect(each).toMatchObject({ checkedAt: expect.any(String), lastPassedAt: null });
  });

  it('compares with what the gateway expects, where the input says nothing else', async () => {
    const checks = ['LINK_DOMAIN', 'OPEN_DOMAIN'];
    expect(verdicts((await check({ ...names, checks })).checks)).toEqual([
      'LINK_DOMAIN PASS',
      'OPEN_DOMAIN FAIL',
    ]);
    const expectations = { openTarget: 'elsewhere.test' };
    expect(verdicts((await check({ ...names, checks, expectations })).checks)).toEqual([
      'LINK_DOMAIN PASS',
      'OPEN_DOMAIN PASS',
    ]);
  });

  it('takes a key in whatever form it is given', async () => {
    const expectations = { dkim: [{ selector: 's1', publicKey: `v=DKIM1; k=ed25519; p=${key.slice(16)}` }] };
    const { checks } = await check({ ...names, expectations, checks: ['DKIM'] });
    expect(checks[0].keys).toEqual([{ selector: 's1', matchesExpected: true }]);
  });

  it('leaves out the host names that it is not given', async () => {
    const { checks } = await check({ mailFrom: 'bounces@shop.test' });
    expect(checks.map(({ kind }: { kind: string }) => kind)).toEqual([
      'SPF',
      'DKIM',
      'DMARC',
      'SENDER_DOMAIN',
    ]);
  });

  it('stores nothing', async () => {
    const content = async () => [
      await app.sql('SELECT * FROM verification_runs'),
      await app.sql('SELECT * FROM verification_results'),
      await app.sql('SELECT * FROM events'),
    ];
    const before = await content();
    await check(names);
    expect(await content()).toEqual(before);
  });

  it('answers in time when DNS does not, and says so', async () => {
    const input = { ...names, linkTracking: 'slow.shop.test', checks: ['LINK_DOMAIN'] };
    const { checks } = await check(input);
    expect(verdicts(checks)).toEqual(['LINK_DOMAIN ERROR']);
    expect(checks[0].findings[0].code).toMatch(/^(DNS_TIMEOUT|DEADLINE_REACHED)$/);
  });

  it('tells everything that is wrong with its input at once', async () => {
    const input = {
      mailFrom: 'no domain',
      smtpHost: 'https://smtp.shop.test',
      expectations: { sendingAddresses: ['192.0.2.1', 'relay.shop.test'], dkim: [{ selector: 'a b' }] },
      checks: ['SPF', 'EMAIL_DELIVERY', 'LINK_DOMAIN'],
    };
    const { checks, userErrors } = await check(input);
    expect(checks).toEqual([]);
    expect(told(userErrors)).toEqual([
      'input.mailFrom INVALID',
      'input.smtpHost INVALID',
      'input.linkTracking REQUIRED',
      'input.expectations.sendingAddresses.1 INVALID',
      'input.expectations.dkim.0.selector INVALID',
      'input.checks.1 INVALID',
    ]);
  });

  it('tells it beside variables that do not fit the schema', async () => {
    const query = 'mutation ($input: DnsCheckInput!) { dnsCheck(input: $input) { userErrors { code } } }';
    const input = { linkTracking: 'no domain', expectations: { sendingAddresses: ['x'] } };
    expect(toldOfVariables(await app.graphql(query, { input })).sort()).toEqual([
      'input.expectations.sendingAddresses.0 INVALID',
      'input.linkTracking INVALID',
      'input.mailFrom REQUIRED',
    ]);
  });

  it('needs VERIFY', async () => {
    const query = 'mutation { dnsCheck(input: { mailFrom: "shop.test" }) { checks { kind } } }';
    for (const scopes of [['READ', 'WRITE'], ['VERIFY']] as const) {
      const { errors } = await app.graphql(query, {}, await app.createKey([...scopes]));
      expect(errors?.[0]?.extensions.code).toBe(scopes.length === 2 ? 'FORBIDDEN' : undefined);
    }
  });

  it('is made once in an operation, as it takes seconds', async () => {
    const one = 'dnsCheck(input: { mailFrom: "shop.test", checks: [SPF] }) { checks { kind } }';
    const { errors } = await app.graphql(`mutation { a: ${one} b: ${one} }`);
    expect(errors?.[0]?.message).toMatch(/at most 1 dnsCheck or deliveryServerSettingsTest in an operation/);
  });

  it('counts as a run does', async () => {
    const limited = await startTestApp({ dnsResolvers: [dns.server], verifyRateLimit: 2 });
    try {
      const input = { ...names, checks: ['LINK_DOMAIN'] };
      for (const expected of [[], [], ['- RATE_LIMITED']])
        expect(told((await check(input, limited)).userErrors)).toEqual(expected);
      // What is refused for another reason costs nothing.
      expect(told((await check({ ...input, mailFrom: '' }, limited)).userErrors)).toEqual([
        'input.mailFrom REQUIRED',
      ]);
    } finally {
      await limited.stop();
    }
  });
});
