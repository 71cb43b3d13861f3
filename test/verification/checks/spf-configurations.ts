import { CheckStatus } from '../../../src/verification/check.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';

export interface SpfConfiguration {
  title: string;
  zone: Zone;
  status: CheckStatus;
  /** In their order. */
  codes: string[];
  /** Of `relay`. */
  result: string;
  path?: string[];
  lookups?: number;
  voidLookups?: number;
  lookupsIfNothingMatched?: number | null;
  spfInclude?: string;
  /** What all findings that have one say. */
  remediation?: string;
}

const { PASS, WARN, FAIL, ERROR } = CheckStatus;

export const relay = '192.0.2.25';

export function spf(...texts: string[]): ZoneEntry[] {
  return texts.map((text) => ['TXT', text]);
}

const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export const spfConfigurations: SpfConfiguration[] = [
  {
    title: 'a redirect alone, to what allows the relay, passes',
    zone: { 'shop.test': spf('v=spf1 redirect=r.test'), 'r.test': spf('v=spf1 ip4:192.0.2.0/24 -all') },
    ...{ status: PASS, codes: [], result: 'PASS', lookups: 1, lookupsIfNothingMatched: 1 },
    path: ['redirect=r.test', 'ip4:192.0.2.0/24'],
  },
  {
    title: 'an include by macros of the address and the domain passes',
    zone: {
      'shop.test': spf('v=spf1 include:%{ir}.%{v}.%{d}.spf.vendor.test -all'),
      '25.2.0.192.in-addr.shop.test.spf.vendor.test': spf('v=spf1 ip4:192.0.2.25 -all'),
    },
    ...{ status: PASS, codes: [], result: 'PASS' },
    path: ['include:%{ir}.%{v}.%{d}.spf.vendor.test', 'ip4:192.0.2.25'],
  },
  {
    title: 'the expected include as the second of two passes',
    zone: {
      'shop.test': spf('v=spf1 include:other.test include:vendor.test -all'),
      'other.test': spf('v=spf1 ip4:198.51.100.0/24 -all'),
      'vendor.test': spf('v=spf1 ip4:192.0.2.0/24 -all'),
    },
    spfInclude: 'vendor.test',
    ...{ status: PASS, codes: [], result: 'PASS', lookups: 2 },
  },
  {
    title: 'the expected include, whose target has no record, fails',
    zone: { 'shop.test': spf('v=spf1 include:vendor.test -all') },
    spfInclude: 'vendor.test',
    ...{ status: FAIL, codes: ['SPF_TARGET_WITHOUT_RECORD'], result: 'PERMERROR' },
  },
  {
    title: 'two records at one name fail, and the remediation is the merged record',
    zone: {
      'shop.test': spf('v=spf1 include:a.test ~all', 'v=spf1 ip4:192.0.2.25 -all'),
      'a.test': spf('v=spf1 ip4:198.51.100.1 -all'),
    },
    ...{ status: FAIL, codes: ['SPF_MULTIPLE_RECORDS'], result: 'PERMERROR' },
    remediation: 'v=spf1 include:a.test ip4:192.0.2.25 -all',
  },
  {
    title: 'an unknown modifier among mechanisms passes',
    zone: {
      'shop.test': [['MX', 10, 'mx.shop.test'], ...spf('v=spf1 mx ra=postmaster -all')],
      'mx.shop.test': [['A', relay]],
    },
    ...{ status: PASS, codes: [], result: 'PASS', path: ['mx'] },
  },
  {
    title: 'names that do not exist are two void look-ups, and no error',
    zone: { 'shop.test': spf('v=spf1 a mx -all') },
    ...{ status: FAIL, codes: ['SPF_ADDRESS_NOT_ALLOWED'], result: 'FAIL', voidLookups: 2, lookups: 2 },
    remediation: 'v=spf1 a mx ip4:192.0.2.25 -all',
  },
  {
    title: 'nine terms that look up and an mx of eight hosts are ten look-ups',
    zone: {
      'shop.test': [
        ...Array.from({ length: 8 }, (_, index): ZoneEntry => ['MX', index, `mx${index}.shop.test`]),
        ...spf(`v=spf1 ${nine.map((n) => `a:h${n}.test`).join(' ')} mx -all`),
      ],
      ...Object.fromEntries(nine.map((n) => [`h${n}.test`, [['A', '198.51.100.1']]])),
      'mx7.shop.test': [['A', relay]],
    },
    ...{ status: PASS, codes: [], result: 'PASS', lookups: 10, lookupsIfNothingMatched: 10, voidLookups: 0 },
  },
  {
    title: 'an include that includes itself, longer each time, fails, and it ends',
    zone: Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [
        `${'x.'.repeat(index)}shop.test`,
        spf('v=spf1 include:x.%{d} -all'),
      ]),
    ),
    ...{ status: FAIL, codes: ['SPF_TOO_MANY_LOOKUPS', 'SPF_INCLUDE_LOOP'], result: 'PERMERROR' },
    ...{ lookups: 10, lookupsIfNothingMatched: 31, remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'an include that leads back through another fails',
    zone: {
      'shop.test': spf('v=spf1 ip4:198.51.100.1 include:a.test -all'),
      'a.test': spf('v=spf1 include:shop.test -all'),
    },
    ...{ status: FAIL, codes: ['SPF_TOO_MANY_LOOKUPS', 'SPF_INCLUDE_LOOP'], result: 'PERMERROR' },
    remediation: 'v=spf1 ip4:198.51.100.1 ip4:192.0.2.25 -all',
  },
  {
    title: 'a redirect beside all is ignored',
    zone: {
      'shop.test': spf('v=spf1 ip4:192.0.2.25 redirect=x.test -all'),
      'x.test': spf('v=spf1 +all'),
    },
    ...{ status: WARN, codes: ['SPF_REDIRECT_IGNORED'], result: 'PASS' },
    remediation: 'v=spf1 ip4:192.0.2.25 -all',
  },
  {
    title: 'a redirect beside all, which alone would allow the relay, is what is meant',
    zone: { 'shop.test': spf('v=spf1 redirect=x.test -all'), 'x.test': spf('v=spf1 ip4:192.0.2.25 -all') },
    ...{ status: FAIL, codes: ['SPF_REDIRECT_IGNORED', 'SPF_ADDRESS_NOT_ALLOWED'], result: 'FAIL' },
    remediation: 'v=spf1 redirect=x.test',
  },
  {
    title: 'a record without all passes the relay, with a warning',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25') },
    ...{ status: WARN, codes: ['SPF_ALL_MISSING'], result: 'PASS' },
    remediation: 'v=spf1 ip4:192.0.2.25 ~all',
  },
  {
    title: '4 kB of TXT beside it, and TCP closed, is an error and never "no record"',
    zone: {
      'shop.test': [
        'TCP_CLOSED',
        ...Array.from({ length: 20 }, (_, n): ZoneEntry => ['TXT', `${n}`.padEnd(200, 'x')]),
        ...spf('v=spf1 ip4:192.0.2.25 -all'),
      ],
    },
    ...{ status: ERROR, codes: ['DNS_TRUNCATED'], result: 'TEMPERROR', lookupsIfNothingMatched: null },
  },
  {
    title: 'SERVFAIL inside an include is an error',
    zone: {
      'shop.test': spf('v=spf1 include:a.test -all'),
      'a.test': spf('v=spf1 include:b.test'),
      'b.test': ['SERVFAIL'],
    },
    ...{ status: ERROR, codes: ['DNS_SERVER_FAILURE'], result: 'TEMPERROR', lookupsIfNothingMatched: null },
    path: ['include:a.test', 'include:b.test'],
  },
  {
    title: 'a time-out inside an include is an error',
    zone: { 'shop.test': spf('v=spf1 include:a.test -all'), 'a.test': ['DROP'] },
    ...{ status: ERROR, codes: ['DNS_TIMEOUT'], result: 'TEMPERROR' },
  },
  {
    title: 'a failure in what only other mail needs is a warning',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 include:a.test -all'), 'a.test': ['SERVFAIL'] },
    ...{ status: WARN, codes: ['SPF_LOOKUPS_INCOMPLETE'], result: 'PASS', lookupsIfNothingMatched: null },
  },
  {
    title: 'a failure where the expected include may stand is an error',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 include:a.test -all'), 'a.test': ['SERVFAIL'] },
    spfInclude: 'vendor.test',
    ...{ status: ERROR, codes: ['SPF_LOOKUPS_INCOMPLETE', 'DNS_SERVER_FAILURE'], result: 'PASS' },
  },
  {
    title: 'more than ten look-ups that only other mail needs are a warning',
    zone: {
      'shop.test': spf(`v=spf1 ip4:192.0.2.25 ${[0, 10, ...nine].map((n) => `a:h${n}.test`).join(' ')} -all`),
    },
    ...{ status: WARN, codes: ['SPF_TOO_MANY_LOOKUPS'], result: 'PASS', lookups: 0 },
    lookupsIfNothingMatched: 11,
  },
  {
    title: 'three void look-ups are an error for some receivers only',
    zone: { 'shop.test': spf('v=spf1 a:x.test a:y.test a:z.test ip4:192.0.2.25 -all') },
    ...{ status: WARN, codes: ['SPF_TOO_MANY_VOID_LOOKUPS'], result: 'PERMERROR' },
    remediation: 'v=spf1 ip4:192.0.2.25 -all',
  },
  {
    title: 'a question inside of ptr that fails is no failure of the check',
    zone: { 'shop.test': spf('v=spf1 ptr -all'), '25.2.0.192.in-addr.arpa': ['SERVFAIL'] },
    codes: ['SPF_LOOKUPS_INCOMPLETE', 'SPF_PTR_USED', 'SPF_ADDRESS_NOT_ALLOWED'],
    ...{ status: WARN, result: 'FAIL', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'a domain that is an alias has the record of its target',
    zone: {
      'shop.test': [['CNAME', 'us.vendor.test']],
      'us.vendor.test': spf('v=spf1 ip4:192.0.2.25 -all'),
    },
    spfInclude: 'us.vendor.test',
    ...{ status: PASS, codes: [], result: 'PASS' },
  },
];
