import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingSeverity } from '../../../src/verification/check.js';
import { checkDmarc, forecastFor } from '../../../src/verification/checks/check-dmarc.js';
import { noExpectations, type VerificationSubject } from '../../../src/verification/expectations.js';
import { statusOf } from '../../../src/verification/finding.js';
import { FindingCode } from '../../../src/verification/finding-code.js';
import { stringsOf } from '../../../src/verification/remediation.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';

const key = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
const dkimKey = key();
const dkim: Zone[string] = [['TXT', ...stringsOf(`v=DKIM1; p=${dkimKey}`)]];
const spf: Zone[string] = [['TXT', 'v=spf1 include:spf.vendor.test -all']];

const policy = (text: string): Zone => ({ '_dmarc.shop.test': [['TXT', text]] });
/** Mail-from is `bounce.shop.test`, keys are those of `shop.test`. */
const passing: Zone = {
  ...policy('v=DMARC1; p=reject'),
  'spf.vendor.test': [['TXT', 'v=spf1 ip4:192.0.2.0/24 -all']],
  'bounce.shop.test': spf,
  'vendor.test': spf,
  's1._domainkey.shop.test': dkim,
  's1._domainkey.vendor.test': dkim,
};

const subject: VerificationSubject = {
  mailFrom: 'bounce.shop.test',
  enforcedFrom: 'news@shop.test',
  ...{ linkTracking: 'l.shop.test', openTracking: 'o.shop.test', smtpHost: null },
  expectations: {
    ...noExpectations,
    sendingAddresses: ['192.0.2.7'],
    dkim: [{ selector: 's1', domain: 'shop.test', publicKey: null }],
  },
};
const signedBy = (domain: string, publicKey: string | null = null) => ({
  expectations: { ...subject.expectations, dkim: [{ selector: 's1', domain, publicKey }] },
});
const addressesOnly = { expectations: { ...subject.expectations, dkim: [] } };
const selectorsOnly = { expectations: { ...subject.expectations, sendingAddresses: [] } };

interface ForecastCase {
  mail: string;
  zone?: Zone;
  subject?: Partial<VerificationSubject>;
  /** Result, what it passes by, and what receivers do with mail that fails. */
  forecast: string | null;
  status?: string;
  codes?: FindingCode[];
  says?: string[];
}

const cases: ForecastCase[] = [
  { mail: 'aligned by both', forecast: 'PASS by SPF and DKIM, else REJECT' },
  {
    mail: 'aligned by SPF alone, as another signs',
    ...{ subject: signedBy('vendor.test'), forecast: 'PASS by SPF, else REJECT' },
  },
  {
    mail: 'aligned by DKIM alone, as mail-from is of another',
    ...{ subject: { mailFrom: 'vendor.test' }, forecast: 'PASS by DKIM, else REJECT' },
  },
  {
    mail: 'aligned by DKIM, of whose addresses nobody said anything',
    ...{ subject: selectorsOnly, forecast: 'PASS by DKIM, else REJECT' },
  },
  {
    mail: 'aligned by SPF, of whose keys nobody said anything',
    ...{ subject: addressesOnly, forecast: 'PASS by SPF, else REJECT' },
  },
  {
    mail: 'of which nothing is aligned',
    subject: { mailFrom: 'vendor.test', ...signedBy('vendor.test') },
    ...{ forecast: 'FAIL, so REJECT', status: 'FAIL', codes: [FindingCode.DMARC_WOULD_FAIL] },
    says: [
      'SPF does not count: vendor.test is not of the same organization as shop.test.',
      'DKIM does not count: vendor.test is not of the same organization as shop.test.',
      'receivers refuse such mail',
    ],
  },
  {
    mail: 'of which nothing is aligned, in a test',
    zone: policy('v=DMARC1; p=quarantine; t=y'),
    subject: { mailFrom: 'vendor.test', ...signedBy('vendor.test') },
    ...{ forecast: 'FAIL, so NONE', status: 'WARN' },
    codes: [FindingCode.DMARC_TESTING, FindingCode.DMARC_WOULD_FAIL],
  },
  {
    mail: 'that passes nothing',
    zone: { 'spf.vendor.test': [['TXT', 'v=spf1 ip4:198.51.100.1 -all']], 's1._domainkey.shop.test': [] },
    ...{ forecast: 'FAIL, so REJECT', status: 'FAIL', codes: [FindingCode.DMARC_WOULD_FAIL] },
    says: [
      'SPF does not count: bounce.shop.test does not pass for every address that sends.',
      'DKIM does not count: shop.test has no key to verify with.',
    ],
  },
  {
    mail: 'signed by another key than the published one',
    subject: { mailFrom: 'vendor.test', ...signedBy('shop.test', key()) },
    ...{ forecast: 'FAIL, so REJECT', status: 'FAIL', codes: [FindingCode.DMARC_WOULD_FAIL] },
  },
  {
    mail: 'for which the record wants the same domain',
    zone: policy('v=DMARC1; p=quarantine; aspf=s; adkim=s'),
    subject: { ...signedBy('mail.shop.test') },
    ...{ forecast: 'FAIL, so QUARANTINE', status: 'FAIL', codes: [FindingCode.DMARC_WOULD_FAIL] },
    says: [
      'bounce.shop.test is not exactly shop.test, which the record wants (aspf=s).',
      'mail.shop.test has no key to verify with and is not exactly shop.test, which the record wants (adkim=s).',
      'receivers put such mail among the spam',
    ],
  },
  {
    mail: 'one of whose addresses is not allowed',
    subject: {
      expectations: { ...addressesOnly.expectations, sendingAddresses: ['192.0.2.7', '198.51.100.7'] },
    },
    ...{ forecast: 'FAIL, so REJECT', status: 'FAIL', codes: [FindingCode.DMARC_WOULD_FAIL] },
    says: ['DKIM cannot be counted on'],
  },
  {
    mail: 'without a policy',
    ...{ zone: { '_dmarc.shop.test': [] }, forecast: 'NONE', status: 'FAIL' },
    codes: [FindingCode.DMARC_RECORD_MISSING],
    subject: addressesOnly,
  },
  {
    mail: 'of which nobody said anything',
    subject: { expectations: noExpectations },
    ...{ forecast: null, status: 'WARN', codes: [FindingCode.DMARC_FORECAST_UNKNOWN] },
  },
  {
    mail: 'with From addresses of its own',
    subject: { enforcedFrom: null },
    zone: { '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=none']] },
    ...{ forecast: 'PASS by SPF and DKIM, else NONE', codes: [FindingCode.DMARC_FROM_UNKNOWN] },
  },
  {
    mail: 'that readers of RFC 7489 would let pass',
    zone: { '_dmarc.shop.test': [], '_dmarc.news.shop.test': [['TXT', 'v=DMARC1; p=reject']] },
    subject: { enforcedFrom: 'a@news.shop.test', ...addressesOnly },
    ...{ forecast: 'FAIL, so REJECT', status: 'FAIL' },
    codes: [FindingCode.DMARC_READERS_DISAGREE, FindingCode.DMARC_WOULD_FAIL],
    says: [
      'To the latter bounce.shop.test is of the same organization as news.shop.test, to the former it is not.',
    ],
  },
  {
    mail: 'whose SPF cannot be found out, aligned by DKIM',
    zone: { 'spf.vendor.test': ['SERVFAIL'] },
    ...{ forecast: 'PASS by DKIM, else REJECT', status: 'WARN', codes: [FindingCode.DNS_SERVER_FAILURE] },
  },
  {
    mail: 'whose SPF cannot be found out, of which nothing else is aligned',
    zone: { 'spf.vendor.test': ['SERVFAIL'] },
    ...{ subject: signedBy('vendor.test'), forecast: 'TEMPERROR, so REJECT', status: 'ERROR' },
    codes: [FindingCode.DNS_SERVER_FAILURE],
  },
  {
    mail: 'whose key cannot be found out',
    zone: { 's1._domainkey.shop.test': ['SERVFAIL'] },
    ...{ subject: { mailFrom: 'vendor.test' }, forecast: 'TEMPERROR, so REJECT', status: 'ERROR' },
    codes: [FindingCode.DNS_SERVER_FAILURE],
  },
  {
    mail: 'whose policy cannot be found out',
    zone: { '_dmarc.shop.test': ['REFUSED'] },
    ...{ forecast: 'TEMPERROR by DKIM', status: 'ERROR', codes: [FindingCode.DNS_REFUSED] },
  },
];

describe('the forecast', () => {
  let dns: DnsTestServer;
  beforeAll(async () => {
    dns = await startDnsServer();
  });
  afterAll(() => dns.stop());

  it.each(cases.map((each) => [each.mail, each] as const))('of mail %s', async (_, each) => {
    dns.publish({ ...passing, ...each.zone });
    const { forecast, findings } = await checkDmarc({ ...subject, ...each.subject }, dns.resolve());
    expect(sentence(forecast)).toBe(each.forecast);
    expect(findings.map(({ code }) => code)).toEqual(each.codes ?? []);
    expect(statusOf(findings)).toBe(each.status ?? 'PASS');
    const message = findings.map((finding) => finding.message).join(' ');
    for (const said of each.says ?? []) expect(message).toContain(said);
  });

  it('is there before mail is sent, for any From address', async () => {
    dns.publish(passing);
    const { mailFrom, expectations, smtpHost } = subject;
    const route = { mailFrom, expectations, smtpHost };
    const forecast = await forecastFor({ ...route, fromDomain: 'News.Shop.Test' }, dns.resolve());
    expect(sentence(forecast)).toBe('PASS by SPF and DKIM, else REJECT');
    const other = await forecastFor({ ...route, fromDomain: 'vendor.test' }, dns.resolve());
    expect(sentence(other)).toBe('NONE');
  });

  // Every question, and not a sample of them.
  it.each([
    ['an own record', passing, subject],
    [
      'an inherited record, with reports elsewhere',
      {
        ...passing,
        ...policy('v=DMARC1; p=none; np=reject; rua=mailto:a@vendor.test'),
        'shop.test._report._dmarc.vendor.test': [['TXT', 'v=DMARC1']],
        'news.shop.test': [['A', '192.0.2.1']],
      } as Zone,
      { ...subject, enforcedFrom: 'a@news.shop.test' },
    ],
    ['SPF alone', passing, { ...subject, ...addressesOnly }],
    ['DKIM alone', passing, { ...subject, ...selectorsOnly }],
  ])('with %s neither passes nor fails when any one question has no answer', async (_, zone, mail) => {
    dns.publish(zone);
    const asked = dns.questions.length;
    expect(statusOf((await checkDmarc(mail, dns.resolve())).findings)).toBe('PASS');
    const questions = dns.questions.slice(asked).map(({ name, type }) => ({ name, type }));
    expect(questions.length).toBeGreaterThan(3);
    for (const { name, type } of questions) {
      for (const trouble of ['SERVFAIL', 'GARBAGE']) {
        dns.publish({ ...zone, [name]: [...(zone[name] ?? []), [type, trouble] as never] });
        const { findings } = await checkDmarc(mail, dns.resolve());
        const status = statusOf(findings);
        expect([type, name, status]).not.toEqual([type, name, 'PASS']);
        expect(findings.filter(({ severity }) => severity === FindingSeverity.FAIL)).toEqual([]);
      }
    }
  });
});

function sentence(forecast: Awaited<ReturnType<typeof forecastFor>>): string | null {
  if (forecast === null) return null;
  const { result, alignedBySpf, alignedByDkim, policyApplied } = forecast;
  const by = [...(alignedBySpf ? ['SPF'] : []), ...(alignedByDkim ? ['DKIM'] : [])].join(' and ');
  const then = policyApplied === null ? '' : `, ${result === 'PASS' ? 'else' : 'so'} ${policyApplied}`;
  return `${result}${by && ` by ${by}`}${then}`;
}
