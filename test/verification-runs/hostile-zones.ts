import { stringsOf } from '../../src/verification/remediation.js';
import type { Zone, ZoneEntry, ZoneFunction } from '../support/dns/zone.js';

const text = (octets: string): ZoneEntry => ['TXT', ...stringsOf(octets)];
const filled = (before: string, unit: string, octets = 63_000) =>
  text(before + unit.repeat(Math.floor((octets - before.length) / unit.length)));
const many = <T>(count: number, each: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => each(index));
/** A name of 253 characters, which is 255 octets. */
const longest = (end: string) =>
  `${many(4, () => 'x'.repeat(63)).join('.')}.`.slice(-(253 - end.length)) + end;

let names = 0;

/** Each stands at every name that is asked about. */
const everywhere: Record<string, readonly ZoneEntry[]> = {
  '10,000 strings': [['TXT', ...many(10_000, (n) => (n === 0 ? 'v=spf1' : ' a:x'))]],
  'thousands of texts': many(1_000, (n): ZoneEntry => ['TXT', `v=spf1 ip4:192.0.2.${n % 256} ~all`]),
  'thousands of DMARC records': many(1_000, (n): ZoneEntry => ['TXT', `v=DMARC1; p=none; x${n}=1`]),
  'NUL, line breaks and markup': [
    text('v=spf1 a:\0\r\n\x1b[31m]]><![CDATA[</x>"{"a":1}.test include:\xff.test -all'),
    text('v=DMARC1; p=none; rua=mailto:a@b\r\n; IN TXT "x"\0'),
  ],
  '1,000 mail hosts, each with addresses': [
    ...many(1_000, (n): ZoneEntry => ['MX', n, `m${n}.test`]),
    text('v=spf1 mx ptr include:m1.test include:m2.test -all'),
    ...many(1_000, (n): ZoneEntry => ['A', `192.0.${n >> 8}.${n & 255}`]),
  ],
  '1,000 names of an address': [
    ...many(1_000, (n): ZoneEntry => ['PTR', `${'p'.repeat(40)}${n}.test`]),
    text('v=spf1 ptr exists:%{p}.test a:%{p}.%{ir}.test -all'),
  ],
  'more answers than are announced, and fewer': ['INFLATED_COUNTS'],
  nonsense: ['GARBAGE'],
  'an answer octet by octet': ['TRUNCATED', 'TCP_PIECES', filled('v=spf1 ', 'a ')],
  'half an answer': ['TRUNCATED', 'TCP_HALF', filled('v=spf1 ', 'a ')],
};

const records = ['', 'v=spf1 ', 'v=spf1 a:', 'v=DKIM1; p=', 'v=DMARC1; p=none; rua='];
const units = [' ', '\t', ',', ';', '=', '%{', '"', '\\', '7', ':', '.', ' a', '%{s}', 'mailto:a@b,', 'A+/='];

/** Zones that somebody made to do harm. */
export const hostileZones: Record<string, Zone | ZoneFunction> = {
  ...Object.fromEntries(Object.entries(everywhere).map(([name, entries]) => [name, () => entries])),
  ...Object.fromEntries(
    units.map((unit) => [
      `records of 64 KB of ${JSON.stringify(unit)}`,
      (name: string) => [filled(records[name.length % records.length] ?? '', unit)],
    ]),
  ),
  ...Object.fromEntries(
    records.map((record) => [`64 KB after ${JSON.stringify(record)}`, () => [filled(record, `${record}a `)]]),
  ),
  'a DKIM key of 64 KB': () => [filled('v=DKIM1; p=', 'MIIB')],
  'ten includes of 64 KB each, and ten in each of them': (name) => [
    filled(`v=spf1 ${many(10, (n) => `include:i${n}.${name.slice(-100)}`).join(' ')} `, 'ip4:192.0.2.1 '),
  ],
  'includes that depend on the address, each broken': (name) => [
    text(`v=spf1 ${many(10, (n) => `x${n}`).join(' ')} include:%{i}.${name.slice(0, 150)}`),
  ],
  '1,000 aliases in a row': Object.fromEntries(
    ['bounce.example.com', 'track.example.com', 'open.example.com', '_dmarc.example.com'].flatMap((host) =>
      many(1_000, (n): [string, ZoneEntry[]] => [
        n === 0 ? host : `c${n}.test`,
        [['CNAME', `c${n + 1}.test`]],
      ]),
    ),
  ),
  'an alias to another name at every name': () => [
    'ALIAS_ONLY',
    ['CNAME', `n${names++}.${longest('.test').slice(8)}`],
  ],
  'names of 255 octets': () => [
    ['MX', 1, longest('.test')],
    ['A', '192.0.2.1'],
    text(`v=spf1 include:${longest('.test')} a:%{d}.%{d}.%{d}.test mx -all`),
  ],
};
