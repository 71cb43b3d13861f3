import type { ZoneEntry } from '../../support/dns/zone.js';
import { hosts, relay, relay6, type SpfCase, stranger } from './spf-case.js';

/** Written from RFC 7208. */
export const mechanismCases: Record<string, SpfCase[]> = {
  'section 5.1: all': [
    { title: 'matches always', record: 'v=spf1 ~all', result: 'SOFTFAIL', path: ['shop.test ~all'] },
    { title: 'ends the record', record: 'v=spf1 ?all +all', result: 'NEUTRAL', path: ['shop.test ?all'] },
    { title: 'has no argument', record: 'v=spf1 all:shop.test', result: 'PERMERROR' },
  ],
  'section 5.2: include': [
    {
      title: 'matches a PASS',
      record: 'v=spf1 ~include:i.test -all',
      zone: { 'i.test': [['TXT', 'v=spf1 ip4:192.0.2.0/24 -all']] },
      result: 'SOFTFAIL',
      path: ['shop.test ~include:i.test', 'i.test ip4:192.0.2.0/24'],
    },
    {
      title: 'does not match a FAIL',
      record: 'v=spf1 include:i.test ?all',
      zone: { 'i.test': [['TXT', 'v=spf1 -all']] },
      result: 'NEUTRAL',
      path: ['shop.test ?all'],
    },
    {
      title: 'does not match a NEUTRAL',
      record: 'v=spf1 include:i.test ~all',
      zone: { 'i.test': [['TXT', 'v=spf1']] },
      result: 'SOFTFAIL',
    },
    {
      title: 'of a name without a record is PERMERROR',
      record: 'v=spf1 include:i.test +all',
      result: 'PERMERROR',
      problem: 'TARGET_WITHOUT_RECORD',
      path: ['shop.test include:i.test'],
    },
    {
      title: 'of two records is PERMERROR',
      record: 'v=spf1 include:i.test +all',
      zone: {
        'i.test': [
          ['TXT', 'v=spf1 a'],
          ['TXT', 'v=spf1 mx'],
        ],
      },
      result: 'PERMERROR',
    },
    {
      title: 'of a broken record is PERMERROR',
      record: 'v=spf1 include:i.test +all',
      zone: { 'i.test': [['TXT', 'v=spf1 +all foo']] },
      result: 'PERMERROR',
      path: ['shop.test include:i.test', 'i.test foo'],
    },
    {
      title: 'without an answer is TEMPERROR',
      record: 'v=spf1 include:i.test +all',
      zone: { 'i.test': ['SERVFAIL'] },
      result: 'TEMPERROR',
      path: ['shop.test include:i.test'],
    },
    {
      title: 'follows aliases',
      record: 'v=spf1 include:i.test -all',
      zone: { 'i.test': [['CNAME', 'j.test']], 'j.test': [['TXT', 'v=spf1 ip4:192.0.2.25']] },
      result: 'PASS',
    },
    { title: 'needs a name', record: 'v=spf1 include: +all', result: 'PERMERROR' },
    { title: 'knows no length of a network', record: 'v=spf1 include:i.test/24 +all', result: 'PERMERROR' },
    {
      title: 'of a name of one label is PERMERROR',
      record: 'v=spf1 include:%{d1} +all',
      result: 'PERMERROR',
      problem: 'TARGET_WITHOUT_RECORD',
    },
  ],
  'section 5.3: a': [
    {
      title: 'is the domain itself',
      record: 'v=spf1 a -all',
      zone: { 'shop.test': [['A', relay]] },
      result: 'PASS',
      path: ['shop.test a'],
      lookups: 1,
    },
    {
      title: 'asks for AAAA of an IPv6 sender',
      record: 'v=spf1 a -all',
      zone: {
        'shop.test': [
          ['A', relay],
          ['AAAA', relay6],
        ],
      },
      address: relay6,
      result: 'PASS',
    },
    {
      title: 'takes networks',
      record: 'v=spf1 a:h.test/24 -all',
      zone: { 'h.test': [['A', '192.0.2.200']] },
      result: 'PASS',
    },
    {
      title: 'has a length for each family',
      record: 'v=spf1 a:h.test/24//48 -all',
      zone: { 'h.test': [['AAAA', '2001:db8:0:1::1']] },
      address: relay6,
      result: 'PASS',
    },
    {
      title: 'of any address',
      record: 'v=spf1 a:h.test/0 -all',
      zone: { 'h.test': [['A', '198.51.100.1']] },
      address: stranger,
      result: 'PASS',
    },
    {
      title: 'of a name that does not exist does not match',
      record: 'v=spf1 a:h.test/0 -all',
      result: 'FAIL',
    },
    { title: 'refuses a length with a leading zero', record: 'v=spf1 a/024 +all', result: 'PERMERROR' },
    { title: 'refuses a length beyond 32', record: 'v=spf1 a/33 +all', result: 'PERMERROR' },
    { title: 'refuses an IPv6 length beyond 128', record: 'v=spf1 a//129 +all', result: 'PERMERROR' },
    {
      title: 'refuses a name that ends in a number',
      record: 'v=spf1 a:192.0.2.25 +all',
      result: 'PERMERROR',
    },
    { title: 'refuses a single label', record: 'v=spf1 a:localhost +all', result: 'PERMERROR' },
    { title: 'of an impossible name does not match', record: 'v=spf1 a:x..shop.test -all', result: 'FAIL' },
    {
      title: 'is TEMPERROR without an answer',
      record: 'v=spf1 a:h.test +all',
      zone: { 'h.test': [['A', 'SERVFAIL']] },
      result: 'TEMPERROR',
    },
    {
      title: 'takes more than ten addresses',
      record: 'v=spf1 a:h.test -all',
      zone: {
        'h.test': [
          ...Array.from({ length: 12 }, (_, index): ZoneEntry => ['A', `198.51.100.${index}`]),
          ['A', relay],
        ],
      },
      result: 'PASS',
    },
  ],
  'section 5.4: mx': [
    {
      title: 'asks for the addresses of each host',
      record: 'v=spf1 mx -all',
      zone: { 'shop.test': hosts(3), 'mx2.shop.test': [['A', relay]] },
      result: 'PASS',
      lookups: 1,
      voidLookups: 0,
    },
    {
      title: 'of ten hosts',
      record: 'v=spf1 mx -all',
      zone: { 'shop.test': hosts(10), 'mx9.shop.test': [['A', relay]] },
      result: 'PASS',
    },
    {
      title: 'of eleven is PERMERROR',
      record: 'v=spf1 mx -all',
      zone: { 'shop.test': hosts(11), 'mx0.shop.test': [['A', relay]] },
      result: 'PERMERROR',
      problem: 'TOO_MANY_MX_HOSTS',
      oracle: {
        result: 'PASS',
        because: 'it stops only when it would ask about the eleventh host, and the first matches',
      },
    },
    {
      title: 'without a host matches nothing',
      record: 'v=spf1 mx -all',
      zone: { 'shop.test': [['MX', 0, '']] },
      result: 'FAIL',
    },
    {
      title: 'without an MX record does not fall back to the address',
      record: 'v=spf1 mx -all',
      zone: { 'shop.test': [['A', relay]] },
      result: 'FAIL',
      voidLookups: 1,
    },
    {
      title: 'is TEMPERROR when a host has no answer',
      record: 'v=spf1 mx +all',
      zone: { 'shop.test': hosts(1), 'mx0.shop.test': ['SERVFAIL'] },
      result: 'TEMPERROR',
    },
  ],
  'section 5.5: ptr': [
    {
      title: 'matches a name below the domain that leads back',
      record: 'v=spf1 ptr -all',
      zone: { '25.2.0.192.in-addr.arpa': [['PTR', 'a.Shop.Test']], 'a.shop.test': [['A', relay]] },
      result: 'PASS',
    },
    {
      title: 'compares whole labels',
      record: 'v=spf1 ptr -all',
      zone: { '25.2.0.192.in-addr.arpa': [['PTR', 'myshop.test']], 'myshop.test': [['A', relay]] },
      result: 'FAIL',
    },
    {
      title: 'does not match a name that does not lead back',
      record: 'v=spf1 ptr -all',
      zone: { '25.2.0.192.in-addr.arpa': [['PTR', 'a.shop.test']], 'a.shop.test': [['A', stranger]] },
      result: 'FAIL',
    },
    {
      title: 'looks at ten names',
      record: 'v=spf1 ptr -all',
      zone: {
        '25.2.0.192.in-addr.arpa': [
          ...Array.from({ length: 10 }, (_, index): ZoneEntry => ['PTR', `h${index}.test`]),
          ['PTR', 'shop.test'],
        ],
        'shop.test': [['A', relay]],
      },
      result: 'FAIL',
    },
    {
      title: 'without an answer does not match',
      record: 'v=spf1 ptr ~all',
      zone: { '25.2.0.192.in-addr.arpa': ['SERVFAIL'] },
      result: 'SOFTFAIL',
    },
    {
      title: 'skips names without an answer',
      record: 'v=spf1 ptr ~all',
      zone: {
        '25.2.0.192.in-addr.arpa': [
          ['PTR', 'a.shop.test'],
          ['PTR', 'b.shop.test'],
        ],
        'a.shop.test': ['SERVFAIL'],
        'b.shop.test': [['A', relay]],
      },
      result: 'PASS',
    },
    {
      title: 'works for IPv6',
      record: 'v=spf1 ptr:h.test -all',
      zone: {
        [`5.2.0.0.${'0.'.repeat(20)}8.b.d.0.1.0.0.2.ip6.arpa`]: [['PTR', 'h.test']],
        'h.test': [['AAAA', relay6]],
      },
      address: relay6,
      result: 'PASS',
    },
  ],
  'section 5.6: ip4 and ip6': [
    { title: 'an address alone', record: 'v=spf1 ip4:192.0.2.25 -all', result: 'PASS', lookups: 0 },
    { title: 'a network of /0', record: 'v=spf1 ip4:0.0.0.0/0 -all', result: 'PASS' },
    {
      title: 'bits beyond the length do not count',
      record: 'v=spf1 ip4:192.0.2.200/24 -all',
      result: 'PASS',
    },
    { title: 'an IPv6 network', record: 'v=spf1 ip6:2001:db8::/32 -all', address: relay6, result: 'PASS' },
    { title: 'an IPv6 network of /0 has no IPv4 address', record: 'v=spf1 ip6:::/0 -all', result: 'FAIL' },
    {
      title: 'an IPv4 address in IPv6 is IPv4',
      record: 'v=spf1 ip4:192.0.2.25 -all',
      address: '::ffff:192.0.2.25',
      result: 'PASS',
    },
    {
      title: 'also in hexadecimal',
      record: 'v=spf1 ip4:192.0.2.25 -all',
      address: '::FFFF:c000:219',
      result: 'PASS',
    },
    {
      title: 'in the record it is IPv6, and matches nothing',
      record: 'v=spf1 ip6:::ffff:192.0.2.25 -all',
      result: 'FAIL',
    },
    { title: 'refuses three numbers', record: 'v=spf1 ip4:192.0.2 -all', result: 'PERMERROR' },
    { title: 'refuses octal', record: 'v=spf1 ip4:192.0.02.25 -all', result: 'PERMERROR' },
    { title: 'refuses a zone', record: 'v=spf1 ip6:fe80::1%%eth0 -all', result: 'PERMERROR' },
    { title: 'refuses two slashes', record: 'v=spf1 ip4:192.0.2.25//32 -all', result: 'PERMERROR' },
    { title: 'refuses an IPv6 address in ip4', record: 'v=spf1 ip4:2001:db8::25 -all', result: 'PERMERROR' },
  ],
  'section 5.7: exists': [
    {
      title: 'any address will do',
      record: 'v=spf1 exists:%{i}.list.shop.test -all',
      zone: { '192.0.2.25.list.shop.test': [['A', '127.0.0.2']] },
      result: 'PASS',
    },
    {
      title: 'asks for A of an IPv6 sender too',
      record: 'v=spf1 exists:h.test -all',
      zone: { 'h.test': [['A', '127.0.0.2']] },
      address: relay6,
      result: 'PASS',
    },
    {
      title: 'does not take AAAA',
      record: 'v=spf1 exists:h.test -all',
      zone: { 'h.test': [['AAAA', '::1']] },
      address: relay6,
      result: 'FAIL',
    },
    { title: 'needs a name', record: 'v=spf1 exists +all', result: 'PERMERROR' },
  ],
};
