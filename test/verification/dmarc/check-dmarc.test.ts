import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDmarc } from '../../../src/verification/checks/check-dmarc.js';
import { noExpectations, type VerificationSubject } from '../../../src/verification/expectations.js';
import { statusOf } from '../../../src/verification/finding.js';
import { stringsOf } from '../../../src/verification/remediation.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { publishRemediation } from '../../support/dns/publish-remediation.js';
import { type CheckCase, checkCases } from './check-cases.js';

describe('the check of DMARC', () => {
  let dns: DnsTestServer;
  beforeAll(async () => {
    dns = await startDnsServer();
  });
  afterAll(() => dns.stop());

  const check = async (each: CheckCase, zone = each.zone) => {
    dns.publish(zone);
    return checkDmarc(subjectOf(each), dns.resolve());
  };

  describe.each(checkCases.map((each) => [each.configuration, each] as const))('of %s', (_, each) => {
    it(`comes to ${each.status}`, async () => {
      const { findings } = await check(each);
      expect(findings.map(({ code }) => code)).toEqual(each.codes);
      expect(statusOf(findings)).toBe(each.status);
      const told = findings
        .flatMap(({ remediation }) => remediation ?? [])
        .map(({ host, value }) => `${host} ${value}`);
      expect(told).toEqual(each.remediations ?? []);
    });

    if (!each.remediations) return;
    it('has no finding any more when what it says is published', async () => {
      const { findings } = await check(each);
      for (const { code, host, remediation } of findings.filter((finding) => finding.remediation)) {
        const zone = remediation ? publishRemediation(each.zone, remediation) : {};
        const left = await check(each, zone);
        expect(left.findings.filter((finding) => finding.code === code && finding.host === host)).toEqual([]);
      }
    });
  });

  it('calls the limit of size obsolete, not the address that it stands at', async () => {
    dns.publish({ '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=none; rua=mailto:a@shop.test!10m']] });
    const { findings } = await checkDmarc(subjectOf({}), dns.resolve());
    const messages = findings.map(({ message }) => message).join(' ');
    expect(messages).toContain('says "!10m"');
    expect(messages).not.toContain('mailto:');
  });

  it('shows for whom SPF does not pass when mail will fail', async () => {
    dns.publish({ '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']] });
    const expectations = { ...noExpectations, sendingAddresses: ['192.0.2.25'] };
    const { findings } = await checkDmarc({ ...subjectOf({}), expectations }, dns.resolve());
    expect(findings).toMatchObject([
      {
        expected: ['SPF or DKIM passes for shop.test or another domain of shop.test'],
        observed: ['SPF: does not pass for bounce.vendor.test'],
      },
    ]);
  });

  it('tells the record, where it is, the organization and the policy', async () => {
    const zone = { '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=none; ', 'sp=reject; t=y\x07'] as const] };
    dns.publish(zone as never);
    const subject = subjectOf({ from: 'a@news.shop.test' });
    expect(await checkDmarc(subject, dns.resolve())).toMatchObject({
      kind: 'DMARC',
      domain: 'news.shop.test',
      organizationalDomain: 'shop.test',
      record: 'v=DMARC1; p=none; sp=reject; t=y\\007',
      recordDomain: 'shop.test',
      policy: 'REJECT',
      forecast: null,
    });
  });

  it.each([
    'v=DMARC1; p=reject; x=\0\r\n"\\\xff; pct=1; t=y; sp=none',
    'v=dmarc1; p=reject; x=\0\n',
    'v=DMARC1; p=\0\n',
    'v=DMARC1; p=reject; rua=mailto:a@\0\n.test,mailto:b@vendor.test; adkim=\x1b[2J',
    `v=DMARC1; p=reject; ${'\0='.repeat(20_000)}`,
    `v=DMARC1; p=reject; ${';y\0'.repeat(15_000)}`,
  ])('tells nothing that cannot be printed, nor at length: case %#', async (text) => {
    const strings = stringsOf(text);
    dns.publish({ '_dmarc.news.shop.test': [['TXT', ...strings] as never, ['CNAME', 'a\0\n.test']] });
    const facts = await checkDmarc(subjectOf({ from: 'a@news.shop.test' }), dns.resolve());
    expect(facts.findings.length).toBeGreaterThan(1);
    const told = JSON.stringify(facts, (key, value) => (key === 'zoneLine' ? undefined : value));
    expect(told).toMatch(/^[ -~]*$/);
    expect(told).not.toMatch(/\\[nrtu]/);
    for (const { message } of facts.findings) expect(message.length).toBeLessThan(3_000);
  });
});

function subjectOf({ from, mailFrom }: Pick<CheckCase, 'from' | 'mailFrom'>): VerificationSubject {
  return {
    mailFrom: mailFrom ?? 'bounce.vendor.test',
    enforcedFrom: from === undefined ? 'news@shop.test' : from,
    ...{ linkTracking: 'l.shop.test', openTracking: 'o.shop.test', smtpHost: null },
    expectations: noExpectations,
  };
}
