import type { VerificationSubject } from '../../../src/verification/expectations.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';
import { relay, spf } from './spf-configurations.js';

export interface SpfFault {
  title: string;
  zone: Zone;
  code: string;
  /** FAIL if nothing is said. */
  severity?: string;
  host?: string;
  observed?: string[];
  /** The record to publish; null when none helps. */
  remediation: string | null;
  mailFrom?: string;
  smtpHost?: string | null;
  expectations?: Partial<VerificationSubject['expectations']>;
}

const vendor: Zone = { 'vendor.test': spf('v=spf1 ip4:192.0.2.0/24 -all') };
const warning = { severity: 'WARN' };
const unknown = { expectations: { sendingAddresses: [] } };

/** One for each kind of thing that can be found, and for each way to put it right. */
export const spfFaults: SpfFault[] = [
  {
    title: 'two records that together cost more look-ups than receivers make, of which one names the address',
    zone: {
      'shop.test': [
        ...spf('v=spf1 include:three.test include:three.test -all'),
        ...spf('v=spf1 a:1.test a:2.test a:3.test a:4.test a:5.test a:6.test a:7.test ip4:192.0.2.25 -all'),
      ],
      'three.test': spf('v=spf1 a:8.test a:9.test a:10.test -all'),
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((each) => [`${each}.test`, [['A', '203.0.113.1']]]),
      ),
    },
    code: 'SPF_MULTIPLE_RECORDS',
    remediation:
      'v=spf1 ip4:192.0.2.25 include:three.test a:1.test a:2.test a:3.test a:4.test a:5.test a:6.test a:7.test -all',
  },
  {
    title: 'the expected include, written in other letters, has no record',
    zone: { 'shop.test': spf('v=spf1 include:vendor.test ip4:192.0.2.25 -all') },
    ...{ code: 'SPF_TARGET_WITHOUT_RECORD', expectations: { spfInclude: 'Vendor.TEST' }, remediation: null },
  },
  {
    title: 'nothing is published, the expected include is known',
    zone: { 'shop.test': [['A', relay]], ...vendor },
    ...{ code: 'SPF_RECORD_MISSING', expectations: { spfInclude: 'vendor.test' } },
    remediation: 'v=spf1 include:vendor.test ~all',
  },
  {
    title: 'the name does not exist, the sending address is known',
    ...{ zone: {}, code: 'SPF_RECORD_MISSING', remediation: 'v=spf1 ip4:192.0.2.25 ~all' },
  },
  {
    title: 'the expected include does not allow all sending addresses',
    ...{ zone: vendor, code: 'SPF_RECORD_MISSING' },
    expectations: { spfInclude: 'vendor.test', sendingAddresses: [relay, '2001:db8::/64'] },
    remediation: 'v=spf1 include:vendor.test ip6:2001:db8::/64 ~all',
  },
  {
    title: 'nothing is published, and nothing known',
    ...{ zone: {}, code: 'SPF_RECORD_MISSING', ...unknown, remediation: null },
  },
  {
    title: 'the version ends in a semicolon',
    zone: { 'shop.test': spf('v=spf1; ip4:192.0.2.25; -all') },
    ...{ code: 'SPF_RECORD_MISSING', observed: ['v=spf1; ip4:192.0.2.25; -all'] },
    remediation: 'v=spf1 ip4:192.0.2.25 -all',
  },
  {
    title: 'quotes are pasted into the text',
    zone: { 'shop.test': spf('"v=spf1 ip4:192.0.2.25 -all"') },
    ...{ code: 'SPF_RECORD_MISSING', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'there is no space after the version',
    zone: { 'shop.test': [['TXT', 'v=spf1', 'ip4:192.0.2.25 -all']] },
    ...{ code: 'SPF_RECORD_MISSING', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'mail-from is no domain',
    ...{ zone: {}, mailFrom: 'localhost', code: 'SPF_RECORD_MISSING', host: 'localhost', remediation: null },
  },
  {
    title: 'one of two records is a redirect',
    zone: { 'shop.test': spf('v=spf1 redirect=vendor.test', 'v=spf1 ip4:198.51.100.1 a ~all'), ...vendor },
    ...{ code: 'SPF_MULTIPLE_RECORDS', remediation: 'v=spf1 include:vendor.test ip4:198.51.100.1 a ~all' },
  },
  {
    title: 'the merged record does not allow the relay either',
    zone: { 'shop.test': spf('v=spf1 ip4:198.51.100.1 -all', 'v=spf1 ip4:198.51.100.2 ?all') },
    code: 'SPF_MULTIPLE_RECORDS',
    remediation: 'v=spf1 ip4:198.51.100.1 ip4:198.51.100.2 ip4:192.0.2.25 -all',
  },
  {
    title: 'an included name has two records',
    zone: {
      'shop.test': spf('v=spf1 include:a.test -all'),
      'a.test': spf('v=spf1 a -all', 'v=spf1 mx -all'),
    },
    ...{ code: 'SPF_MULTIPLE_RECORDS', host: 'a.test', remediation: null },
  },
  {
    title: 'an included name that only other mail needs has two records',
    zone: {
      'shop.test': spf('v=spf1 ip4:192.0.2.25 include:a.test -all'),
      'a.test': spf('v=spf1 a -all', 'v=spf1 mx -all'),
    },
    ...{ ...warning, code: 'SPF_MULTIPLE_RECORDS', host: 'a.test', remediation: null },
  },
  ...(
    [
      ['ipv4:192.0.2.25', 'ip4:192.0.2.25'],
      ['ip4:192.0.2.25, include:vendor.test', 'ip4:192.0.2.25 include:vendor.test'],
      ['ip4:2001:db8::1 ip4:192.0.2.25', 'ip6:2001:db8::1 ip4:192.0.2.25'],
      ['192.0.2.25', 'ip4:192.0.2.25'],
      ['inlcude:vendor.test', 'include:vendor.test'],
      ['include: vendor.test', 'include:vendor.test'],
      ['include:vendor.test\xa0', 'include:vendor.test'],
      ['ip4:192.0.2.25/032', 'ip4:192.0.2.25/32'],
    ] as const
  ).map(
    ([written, meant]): SpfFault => ({
      title: `${JSON.stringify(written)} is written for ${meant}`,
      zone: { 'shop.test': spf(`v=spf1 ${written} -all`), ...vendor },
      ...{ code: 'SPF_SYNTAX_ERROR', remediation: `v=spf1 ${meant} -all` },
    }),
  ),
  {
    title: 'redirect has a colon',
    zone: { 'shop.test': spf('v=spf1 redirect:vendor.test'), ...vendor },
    ...{
      code: 'SPF_SYNTAX_ERROR',
      observed: ['redirect:vendor.test'],
      remediation: 'v=spf1 redirect=vendor.test',
    },
  },
  {
    title: 'a term means nothing',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 moo -all') },
    ...{ code: 'SPF_SYNTAX_ERROR', observed: ['moo'], remediation: null },
  },
  {
    title: 'an included record is broken',
    zone: { 'shop.test': spf('v=spf1 include:a.test -all'), 'a.test': spf('v=spf1 ip:192.0.2.25') },
    ...{ code: 'SPF_SYNTAX_ERROR', host: 'a.test', remediation: null },
  },
  {
    title: 'two equal terms cost one look-up too many',
    zone: {
      'shop.test': spf('v=spf1 include:a.test include:a.test ip4:192.0.2.25 -all'),
      'a.test': spf('v=spf1 a a a a a -all'),
    },
    ...{ code: 'SPF_TOO_MANY_LOOKUPS', remediation: 'v=spf1 include:a.test ip4:192.0.2.25 -all' },
  },
  {
    title: 'three names do not exist',
    zone: { 'shop.test': spf('v=spf1 a:x.test mx:y.test exists:z.test ip4:192.0.2.25 -all') },
    ...{ ...warning, code: 'SPF_TOO_MANY_VOID_LOOKUPS', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'three names have addresses of the other kind',
    zone: {
      'shop.test': spf('v=spf1 a:x.test a:y.test a:z.test ip4:192.0.2.25 -all'),
      ...Object.fromEntries(['x', 'y', 'z'].map((name) => [`${name}.test`, [['AAAA', '2001:db8::1']]])),
    },
    ...{ ...warning, code: 'SPF_TOO_MANY_VOID_LOOKUPS', remediation: null },
  },
  {
    title: 'there are eleven MX hosts',
    zone: {
      'shop.test': [
        ...spf('v=spf1 mx -all'),
        ...Array.from({ length: 11 }, (_, index): ZoneEntry => ['MX', index, `mx${index}.shop.test`]),
      ],
    },
    ...{ code: 'SPF_TOO_MANY_MX_HOSTS', observed: ['11 mail servers'] },
    remediation: 'v=spf1 ip4:192.0.2.25 -all',
  },
  {
    title: 'an include leads to nothing',
    zone: { 'shop.test': spf('v=spf1 include:gone.test include:vendor.test -all'), ...vendor },
    ...{ code: 'SPF_TARGET_WITHOUT_RECORD', host: 'gone.test' },
    remediation: 'v=spf1 include:vendor.test -all',
  },
  {
    title: 'a redirect leads to nothing',
    zone: { 'shop.test': spf('v=spf1 ip4:198.51.100.1 redirect=gone.test') },
    ...{ code: 'SPF_TARGET_WITHOUT_RECORD' },
    remediation: 'v=spf1 ip4:198.51.100.1 ip4:192.0.2.25 ~all',
  },
  {
    title: 'an include that only other mail needs leads to nothing',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 include:gone.test -all') },
    ...{ ...warning, code: 'SPF_TARGET_WITHOUT_RECORD', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'a record includes itself',
    zone: { 'shop.test': spf('v=spf1 include:shop.test ip4:192.0.2.25 -all') },
    ...{ code: 'SPF_INCLUDE_LOOP', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'the address is refused by an earlier term',
    zone: { 'shop.test': spf('v=spf1 -ip4:192.0.2.0/24 ip4:192.0.0.0/8 -all') },
    ...{ code: 'SPF_ADDRESS_NOT_ALLOWED', observed: ['192.0.2.25: FAIL by -ip4:192.0.2.0/24 of shop.test'] },
    remediation: 'v=spf1 ip4:192.0.2.25 -ip4:192.0.2.0/24 ip4:192.0.0.0/8 -all',
  },
  {
    title: 'the end of a network is not allowed',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.0/29 ~all') },
    ...{ code: 'SPF_ADDRESS_NOT_ALLOWED', expectations: { sendingAddresses: ['192.0.2.0/28'] } },
    observed: ['192.0.2.15: SOFTFAIL by ~all of shop.test'],
    remediation: 'v=spf1 ip4:192.0.2.0/29 ip4:192.0.2.0/28 ~all',
  },
  {
    title: 'the record to which a redirect leads does not allow the address',
    zone: { 'shop.test': spf('v=spf1 redirect=r.test'), 'r.test': spf('v=spf1 -all') },
    ...{ code: 'SPF_ADDRESS_NOT_ALLOWED', remediation: 'v=spf1 ip4:192.0.2.25 redirect=r.test' },
  },
  {
    title: 'the record of the name that the domain is an alias of does not allow the address',
    zone: { 'shop.test': [['CNAME', 'us.test']], 'us.test': spf('v=spf1 -all') },
    ...{ code: 'SPF_ADDRESS_NOT_ALLOWED', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'the expected include is missing',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 -all'), ...vendor },
    ...{ code: 'SPF_EXPECTED_INCLUDE_MISSING', expectations: { spfInclude: 'vendor.test' } },
    remediation: 'v=spf1 ip4:192.0.2.25 include:vendor.test -all',
  },
  {
    title: 'the expected include stands behind all',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 -all include:vendor.test'), ...vendor },
    ...{ code: 'SPF_EXPECTED_INCLUDE_MISSING', expectations: { spfInclude: 'vendor.test' } },
    remediation: 'v=spf1 ip4:192.0.2.25 include:vendor.test -all',
  },
  {
    title: 'nobody said which addresses send',
    zone: {
      'shop.test': spf('v=spf1 -all'),
      'relay.test': [
        ['A', relay],
        ['AAAA', '2001:db8::25'],
      ],
    },
    ...{ ...warning, ...unknown, code: 'SPF_SENDING_ADDRESS_UNKNOWN', observed: [relay, '2001:db8::25'] },
    remediation: null,
  },
  {
    title: 'a sending address is none',
    zone: { 'shop.test': spf('v=spf1 -all') },
    ...{ ...warning, code: 'SPF_SENDING_ADDRESS_UNREADABLE', observed: ['127.1', 'fe80::1%eth0'] },
    ...{ expectations: { sendingAddresses: ['127.1', 'fe80::1%eth0'] }, remediation: null },
  },
  {
    title: 'there are too many sending addresses',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.0/24 -all') },
    ...{ ...warning, code: 'SPF_SENDING_ADDRESSES_LEFT_OUT', observed: ['192.0.2.50'], remediation: null },
    expectations: { sendingAddresses: Array.from({ length: 51 }, (_, index) => `192.0.2.${index}`) },
  },
  {
    title: 'a network has addresses between the first and the last',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.0/24 -all') },
    ...{ severity: 'INFO', code: 'SPF_NETWORK_SAMPLED', observed: ['192.0.2.4/30: 192.0.2.4 and 192.0.2.7'] },
    ...{ expectations: { sendingAddresses: ['192.0.2.4/30'] }, remediation: null },
  },
  {
    title: 'a redirect stands beside all',
    zone: { 'shop.test': spf('v=spf1 redirect=vendor.test ip4:192.0.2.25 ~all'), ...vendor },
    ...{ ...warning, code: 'SPF_REDIRECT_IGNORED', remediation: 'v=spf1 ip4:192.0.2.25 ~all' },
  },
  {
    title: 'ip4 has an equals sign',
    zone: { 'shop.test': spf('v=spf1 ip4=192.0.2.25 ip4:192.0.2.0/24 -all') },
    ...{ ...warning, code: 'SPF_TERM_IGNORED', remediation: 'v=spf1 ip4:192.0.2.25 ip4:192.0.2.0/24 -all' },
  },
  {
    title: 'terms stand after all',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 -all include:vendor.test exp=e.shop.test'), ...vendor },
    ...{ ...warning, code: 'SPF_TERMS_AFTER_ALL', observed: ['include:vendor.test'] },
    remediation: 'v=spf1 ip4:192.0.2.25 include:vendor.test -all exp=e.shop.test',
  },
  {
    title: 'what stands after all would break the record',
    zone: { 'shop.test': spf('v=spf1 ip4:198.51.100.1 ip4:192.0.2.25 ~all include:gone.test ?all') },
    ...{
      ...warning,
      code: 'SPF_TERMS_AFTER_ALL',
      remediation: 'v=spf1 ip4:198.51.100.1 ip4:192.0.2.25 ~all',
    },
  },
  {
    title: 'all is missing',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 exp=e.shop.test') },
    ...{ ...warning, code: 'SPF_ALL_MISSING', remediation: 'v=spf1 ip4:192.0.2.25 ~all exp=e.shop.test' },
  },
  {
    title: 'all is missing behind a redirect',
    zone: { 'shop.test': spf('v=spf1 redirect=r.test'), 'r.test': spf('v=spf1 ip4:192.0.2.25') },
    ...{ ...warning, code: 'SPF_ALL_MISSING', host: 'r.test', remediation: null },
  },
  {
    title: 'everybody is allowed',
    zone: { 'shop.test': spf('v=spf1 +all') },
    ...{ ...warning, code: 'SPF_ALLOWS_EVERYONE', remediation: 'v=spf1 ip4:192.0.2.25 ~all' },
  },
  {
    title: 'an included record allows everybody',
    zone: { 'shop.test': spf('v=spf1 include:a.test -all'), 'a.test': spf('v=spf1 ip4:0.0.0.0/0 -all') },
    ...{ ...warning, code: 'SPF_ALLOWS_EVERYONE', host: 'a.test', remediation: null },
  },
  {
    title: 'ptr is used',
    zone: {
      'shop.test': spf('v=spf1 ptr -all'),
      '25.2.0.192.in-addr.arpa': [['PTR', 'relay.shop.test']],
      'relay.shop.test': [['A', relay]],
    },
    ...{ ...warning, code: 'SPF_PTR_USED', remediation: 'v=spf1 ip4:192.0.2.25 -all' },
  },
  {
    title: 'something that only other mail needs could not be looked up',
    zone: { 'shop.test': spf('v=spf1 ip4:192.0.2.25 include:a.test -all'), 'a.test': ['REFUSED'] },
    ...{ ...warning, code: 'SPF_LOOKUPS_INCOMPLETE', host: 'a.test', remediation: null },
  },
];
