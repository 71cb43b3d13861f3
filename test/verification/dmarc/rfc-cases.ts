import type { Zone } from '../../support/dns/zone.js';

/** Mail, and what RFC 9989 says of it. Written from the text of the RFC; where mailauth differs, `oracle` says why. */
export interface DmarcCase {
  fact: string;
  /** At `_dmarc.shop.test`, when nothing else of the zone matters. */
  record?: string;
  zone?: Zone;
  from?: string;
  /** Domains that SPF and DKIM have authenticated. */
  spf?: string | null;
  dkim?: readonly string[];
  result: 'PASS' | 'FAIL' | 'NONE' | 'TEMPERROR';
  by?: ('SPF' | 'DKIM')[];
  recordDomain?: string | null;
  /** Where it is not that of the From address. */
  organizationalDomain?: string | null;
  policyApplied?: 'NONE' | 'QUARANTINE' | 'REJECT' | null;
  oracle?: { differs: string; verdict: object };
}

const txt = (...texts: string[]) => texts.map((text) => ['TXT', text] as const);
const publish = (records: Record<string, string | readonly string[]>): Zone =>
  Object.fromEntries(
    Object.entries(records).map(([domain, texts]) => [`_dmarc.${domain}`, txt(...[texts].flat())] as const),
  ) as unknown as Zone;

const policy = (
  fact: string,
  record: string,
  policyApplied: 'NONE' | 'QUARANTINE' | 'REJECT' | null,
): DmarcCase => ({ fact, record, policyApplied, result: policyApplied === null ? 'NONE' : 'FAIL' });

/** A record that is valid, and of which nothing applies. */
const withoutPolicy = (fact: string, record: string): DmarcCase => ({
  ...{ fact, record, result: 'NONE', recordDomain: 'shop.test' },
  oracle: { differs: 'It tells no place of a record that is not applied.', verdict: { recordDomain: null } },
});

const grammar: DmarcCase[] = [
  policy('a record with a policy', 'v=DMARC1; p=reject', 'REJECT'),
  policy('a semicolon at the end', 'v=DMARC1;p=quarantine;', 'QUARANTINE'),
  policy('no space at all', 'v=DMARC1;p=none;rua=mailto:a@shop.test', 'NONE'),
  policy('space around every sign', 'v = DMARC1 ; p = reject ; ', 'REJECT'),
  policy('values in capitals', 'v=DMARC1; p=REJECT', 'REJECT'),
  policy('a capital V', 'V=DMARC1; p=reject', 'REJECT'),
  policy('a version in small letters is none', 'v=dmarc1; p=reject', null),
  policy('a longer version is none', 'v=DMARC10; p=reject', null),
  policy('no semicolon after the version', 'v=DMARC1 p=reject', null),
  policy('a comma after the version', 'v=DMARC1, p=reject', null),
  policy('the version is not first', 'p=reject; v=DMARC1', null),
  policy('a quotation mark before the version', '"v=DMARC1; p=reject"', null),
  policy('p anywhere', 'v=DMARC1; rua=mailto:a@shop.test; adkim=s; p=reject', 'REJECT'),
  policy('unknown tags', 'v=DMARC1; x=1; p=reject; future=yes', 'REJECT'),
  policy('a part that is no tag', 'v=DMARC1; what; p=reject', 'REJECT'),
  policy('empty parts', 'v=DMARC1;; ;p=reject', 'REJECT'),
  policy('an invalid value of a tag with a default', 'v=DMARC1; p=reject; adkim=strict; fo=x', 'REJECT'),
  policy('tags that have no meaning any more', 'v=DMARC1; p=reject; pct=0; rf=afrf; ri=60', 'REJECT'),
  withoutPolicy('a tag name in capitals is another tag', 'v=DMARC1; P=reject'),
  policy('a tag twice makes the list invalid', 'v=DMARC1; p=reject; p=none', null),
  withoutPolicy('no p and no address', 'v=DMARC1'),
  policy('no p and an address', 'v=DMARC1; rua=mailto:a@shop.test', 'NONE'),
  withoutPolicy('an invalid p and no address', 'v=DMARC1; p=block'),
  policy('an invalid p and an address', 'v=DMARC1; p=block; rua=mailto:a@shop.test', 'NONE'),
  withoutPolicy('an invalid p and an address without mailto:', 'v=DMARC1; p=block; rua=a@shop.test'),
  policy('an invalid p and two addresses of which one is valid', 'v=DMARC1; p=; rua=a@b, mailto:a@b', 'NONE'),
  withoutPolicy('an address only for single failures does not help', 'v=DMARC1; ruf=mailto:a@shop.test'),
  withoutPolicy('an invalid sp spoils a valid p', 'v=DMARC1; p=reject; sp=block'),
  policy('an invalid np as well', 'v=DMARC1; p=reject; np=x; rua=mailto:a@shop.test', 'NONE'),
  policy('a test lowers reject', 'v=DMARC1; p=reject; t=y', 'QUARANTINE'),
  policy('a test lowers quarantine', 'v=DMARC1; p=quarantine; t=Y', 'NONE'),
  policy('a test leaves none', 'v=DMARC1; p=none; t=y', 'NONE'),
  policy('t=n is no test', 'v=DMARC1; p=reject; t=n', 'REJECT'),
  {
    fact: 'strings of a record are joined with nothing between',
    zone: { '_dmarc.shop.test': [['TXT', 'v=DMA', 'RC1; p=rej', 'ect']] },
    ...{ result: 'FAIL', policyApplied: 'REJECT' },
  },
];

const discovery: DmarcCase[] = [
  {
    fact: 'texts of other kinds are no concern of DMARC',
    zone: publish({ 'shop.test': ['hello', 'v=DMARC1; p=reject', 'v=spf1 -all'] }),
    ...{ result: 'FAIL', policyApplied: 'REJECT' },
  },
  {
    fact: 'several records at the only name are discarded',
    zone: publish({ 'shop.test': ['v=DMARC1; p=reject', 'v=DMARC1; p=none'] }),
    result: 'NONE',
  },
  {
    fact: 'several records are discarded and the walk goes on',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject', 'news.shop.test': ['v=DMARC1; p=none', 'v=DMARC1'] }),
    ...{ from: 'news.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'REJECT' },
  },
  {
    fact: 'without any record the domain is its own organization',
    ...{ zone: {}, from: 'a.b.shop.test', result: 'NONE' },
  },
  {
    fact: 'an own record wins over that of the organization',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject', 'news.shop.test': 'v=DMARC1; p=none; sp=reject' }),
    ...{ from: 'news.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'news.shop.test', policyApplied: 'NONE' },
  },
  {
    fact: 'the policy of the organization is inherited, and not that between',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject', 'b.shop.test': 'v=DMARC1; p=none' }),
    ...{ from: 'a.b.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'REJECT' },
  },
  {
    fact: 'sp is for names below that exist',
    zone: {
      ...publish({ 'shop.test': 'v=DMARC1; p=reject; sp=quarantine; np=none' }),
      'a.shop.test': [['A', '192.0.2.1']],
    },
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'QUARANTINE' },
  },
  {
    fact: 'np is for names below that do not exist',
    zone: publish({ 'shop.test': 'v=DMARC1; p=none; sp=quarantine; np=reject' }),
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'REJECT' },
  },
  {
    fact: 'a name with nothing but another type exists',
    zone: { ...publish({ 'shop.test': 'v=DMARC1; p=none; np=reject' }), 'a.shop.test': [['TXT', 'x']] },
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'NONE' },
  },
  {
    fact: 'a name with an alias to nowhere exists',
    zone: {
      ...publish({ 'shop.test': 'v=DMARC1; p=none; np=reject' }),
      'a.shop.test': [['CNAME', 'gone.test']],
    },
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'NONE' },
  },
  {
    fact: 'without np, sp is for names that do not exist as well',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject; sp=none' }),
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'NONE' },
  },
  {
    fact: 'a test lowers an inherited policy',
    zone: publish({ 'shop.test': 'v=DMARC1; p=none; np=reject; t=y' }),
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'QUARANTINE' },
  },
  {
    fact: 'psd=n ends the walk: that domain is the organization',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject', 'b.shop.test': 'v=DMARC1; p=none; psd=n' }),
    ...{ from: 'a.b.shop.test', organizationalDomain: 'b.shop.test' },
    ...{ result: 'FAIL', recordDomain: 'b.shop.test', policyApplied: 'NONE' },
  },
  {
    fact: 'psd=u is no end',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject', 'b.shop.test': 'v=DMARC1; p=none; psd=u' }),
    ...{ from: 'a.b.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'REJECT' },
  },
  {
    fact: 'psd=y: the organization is one label below, and inherits',
    zone: publish({ test: 'v=DMARC1; p=reject; sp=quarantine; psd=y' }),
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'test', policyApplied: 'QUARANTINE' },
  },
  {
    fact: 'the record of an organization wins over that of the suffix above',
    zone: publish({ test: 'v=DMARC1; p=reject; psd=y', 'shop.test': 'v=DMARC1; p=none' }),
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'shop.test', policyApplied: 'NONE' },
  },
  {
    fact: 'a record between the organization and the domain is not inherited, that of the suffix is',
    zone: publish({ test: 'v=DMARC1; p=reject; psd=y', 'b.shop.test': 'v=DMARC1; p=none' }),
    ...{ from: 'a.b.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'FAIL', recordDomain: 'test', policyApplied: 'REJECT' },
  },
  {
    fact: 'a suffix that sends mail is its own organization',
    zone: publish({ test: 'v=DMARC1; p=none', 'shop.test': 'v=DMARC1; p=reject; psd=y' }),
    ...{ result: 'FAIL', policyApplied: 'REJECT' },
  },
  {
    fact: 'a record of the top-level domain without psd makes all below it one organization',
    zone: publish({ test: 'v=DMARC1; p=quarantine', 'shop.test': 'v=DMARC1; p=reject' }),
    ...{ from: 'a.shop.test', organizationalDomain: 'test' },
    ...{ result: 'PASS', by: ['SPF'], recordDomain: 'test', policyApplied: 'QUARANTINE' },
  },
  {
    fact: 'of nine labels the second question is about seven',
    zone: publish({
      'h.g.f.e.d.c.shop.test': 'v=DMARC1; p=reject',
      'f.e.d.c.b.shop.test': 'v=DMARC1; p=none',
    }),
    ...{ from: 'i.h.g.f.e.d.c.shop.test', result: 'NONE' },
  },
  {
    fact: 'a name of seven labels is found from far below',
    zone: publish({ 'e.d.c.b.a.shop.test': 'v=DMARC1; p=reject' }),
    ...{ from: 'k.j.i.h.g.f.e.d.c.b.a.shop.test', organizationalDomain: 'e.d.c.b.a.shop.test' },
    ...{ result: 'FAIL', recordDomain: 'e.d.c.b.a.shop.test', policyApplied: 'REJECT' },
  },
  {
    fact: 'a record that leads elsewhere by an alias counts',
    zone: {
      '_dmarc.shop.test': [['CNAME', 'shop.vendor.test']],
      'shop.vendor.test': [['TXT', 'v=DMARC1; p=reject']],
    },
    ...{ result: 'FAIL', policyApplied: 'REJECT' },
  },
  {
    fact: 'an invalid record ends the search as well: there is no policy, whatever stands above',
    zone: publish({ 'shop.test': 'v=DMARC1; p=reject', 'news.shop.test': 'v=DMARC1; p=block' }),
    ...{ from: 'news.shop.test', organizationalDomain: 'shop.test' },
    ...{ result: 'NONE', recordDomain: 'news.shop.test' },
    oracle: {
      differs: 'It tells no place of a record that is not applied.',
      verdict: { recordDomain: null },
    },
  },
];

const shop = 'v=DMARC1; p=reject';
const alignment: DmarcCase[] = [
  { fact: 'SPF of the same domain', record: shop, spf: 'shop.test', result: 'PASS', by: ['SPF'] },
  { fact: 'DKIM of the same domain', record: shop, dkim: ['shop.test'], result: 'PASS', by: ['DKIM'] },
  { fact: 'both', record: shop, spf: 'shop.test', dkim: ['shop.test'], result: 'PASS', by: ['SPF', 'DKIM'] },
  { fact: 'SPF of a name below', record: shop, spf: 'bounce.shop.test', result: 'PASS', by: ['SPF'] },
  {
    ...{ fact: 'one of two signatures', record: shop, dkim: ['vendor.test', 'a.b.shop.test'] },
    ...{ result: 'PASS', by: ['DKIM'] },
  },
  { fact: 'another organization', record: shop, spf: 'vendor.test', dkim: ['vendor.test'], result: 'FAIL' },
  { fact: 'a name that only ends alike', record: shop, spf: 'myshop.test', result: 'FAIL' },
  { fact: 'a name in another place', record: shop, spf: 'shop.test.vendor.test', result: 'FAIL' },
  {
    fact: 'aspf=s wants the same domain',
    record: `${shop}; aspf=s`,
    spf: 'bounce.shop.test',
    result: 'FAIL',
  },
  { fact: 'aspf=S as well', record: `${shop}; aspf=S`, spf: 'bounce.shop.test', result: 'FAIL' },
  { fact: 'aspf=s and the same', record: `${shop}; aspf=s`, spf: 'shop.test', result: 'PASS', by: ['SPF'] },
  {
    fact: 'adkim=s wants the same domain',
    record: `${shop}; adkim=s`,
    dkim: ['d.shop.test'],
    result: 'FAIL',
  },
  {
    ...{ fact: 'adkim=s is no concern of SPF', record: `${shop}; adkim=s`, spf: 'd.shop.test' },
    ...{ result: 'PASS', by: ['SPF'] },
  },
  {
    fact: 'names side by side of one organization',
    ...{ record: shop, from: 'news.shop.test', spf: 'bounce.shop.test', organizationalDomain: 'shop.test' },
    ...{ recordDomain: 'shop.test', result: 'PASS', by: ['SPF'] },
  },
  {
    fact: 'the organization speaks for a name below',
    ...{ record: shop, from: 'news.shop.test', dkim: ['shop.test'], organizationalDomain: 'shop.test' },
    ...{ recordDomain: 'shop.test', result: 'PASS', by: ['DKIM'] },
  },
  {
    fact: 'names side by side of which only one has a record are two organizations',
    zone: publish({ 'news.shop.test': shop }),
    ...{ from: 'news.shop.test', spf: 'bounce.shop.test', result: 'FAIL' },
  },
  {
    fact: 'psd=n cuts a part off',
    zone: publish({ 'shop.test': shop, 'eu.shop.test': `${shop}; psd=n` }),
    ...{ from: 'eu.shop.test', spf: 'shop.test', result: 'FAIL' },
  },
  {
    fact: 'psd=n cuts a part off below as well',
    zone: publish({ 'shop.test': shop, 'eu.shop.test': `${shop}; psd=n` }),
    ...{ spf: 'eu.shop.test', result: 'FAIL' },
  },
  {
    fact: 'names below psd=n are one organization',
    zone: publish({ 'shop.test': shop, 'eu.shop.test': `${shop}; psd=n` }),
    ...{ from: 'a.eu.shop.test', spf: 'b.eu.shop.test', organizationalDomain: 'eu.shop.test' },
    ...{ recordDomain: 'eu.shop.test', result: 'PASS', by: ['SPF'] },
  },
  {
    fact: 'names below a suffix are two organizations',
    zone: publish({ test: 'v=DMARC1; p=reject; psd=y' }),
    ...{ spf: 'vendor.test', recordDomain: 'test', result: 'FAIL' },
  },
  {
    fact: 'without a policy nothing passes and nothing fails',
    ...{ zone: {}, spf: 'shop.test', result: 'NONE', policyApplied: null, by: ['SPF'] },
    oracle: { differs: 'It judges no alignment where there is no policy.', verdict: { alignedBySpf: false } },
  },
];

const failures: DmarcCase[] = [
  {
    fact: 'a failure at the domain leaves everything open',
    zone: { '_dmarc.shop.test': ['SERVFAIL'] },
    ...{ result: 'TEMPERROR', organizationalDomain: null },
  },
  {
    fact: 'a failure above leaves it open which record is inherited',
    zone: { ...publish({ 'news.shop.test': ['x'] }), '_dmarc.shop.test': ['SERVFAIL'] },
    ...{ from: 'news.shop.test', result: 'TEMPERROR', organizationalDomain: null },
  },
  {
    fact: 'a failure above an own record leaves the policy known, and SPF of the same domain passes',
    zone: { ...publish({ 'shop.test': shop }), '_dmarc.test': ['SERVFAIL'] },
    ...{
      spf: 'shop.test',
      result: 'PASS',
      recordDomain: 'shop.test',
      by: ['SPF'],
      organizationalDomain: null,
    },
  },
  {
    fact: 'a failure above an own record leaves it open whose a name below is',
    zone: { ...publish({ 'shop.test': shop }), '_dmarc.test': ['SERVFAIL'] },
    ...{
      spf: 'bounce.shop.test',
      result: 'TEMPERROR',
      recordDomain: 'shop.test',
      organizationalDomain: null,
      policyApplied: 'REJECT',
    },
  },
  {
    fact: 'a failure at the name of the other leaves it open whose it is',
    zone: { ...publish({ 'shop.test': shop }), '_dmarc.bounce.shop.test': ['SERVFAIL'] },
    ...{ spf: 'bounce.shop.test', result: 'TEMPERROR', policyApplied: 'REJECT' },
  },
  {
    fact: 'strict alignment needs no walk, so nothing is open',
    zone: { ...publish({ 'shop.test': `${shop}; aspf=s` }), '_dmarc.bounce.shop.test': ['SERVFAIL'] },
    ...{ spf: 'bounce.shop.test', result: 'FAIL', policyApplied: 'REJECT' },
  },
  {
    fact: 'where it is open whether the name exists, it is open which policy applies',
    zone: { ...publish({ 'shop.test': 'v=DMARC1; p=none; np=reject' }), 'a.shop.test': ['SERVFAIL'] },
    ...{ from: 'a.shop.test', organizationalDomain: 'shop.test', recordDomain: 'shop.test' },
    ...{ result: 'TEMPERROR', policyApplied: null, spf: 'vendor.test' },
    oracle: { differs: 'It supposes the weaker of the two.', verdict: { policyApplied: 'none' } },
  },
];

export const dmarcCases: readonly (readonly [section: string, cases: readonly DmarcCase[]])[] = [
  ['4.7 and 4.8, the record', grammar],
  ['4.10 and 4.10.1, the walk and the policy', discovery],
  ['4.4 and 4.10.2, alignment', alignment],
  ['5.3.6, questions without an answer', failures],
];
