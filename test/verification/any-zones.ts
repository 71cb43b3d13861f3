import fc from 'fast-check';
import type { VerificationSubject } from '../../src/verification/expectations.js';
import type { Zone, ZoneRecord } from '../support/dns/zone.js';

/** What a server says of itself, and a zone in which anything may be wrong. */
export interface AnyCase {
  subject: VerificationSubject;
  zone: Zone;
}

const relay = '192.0.2.25';
const domain = 'mail.acme.test';
const names = [domain, 'acme.test', 'spf.vendor.test', 'other.test'];
const selectors = ['s1', 's2'];
const hosts = { 'links.acme.test': 'track.vendor.test', 'pixel.acme.test': 'open.vendor.test' };

const anyName = fc.constantFrom(...names);
/** None or one, and seldom two. */
const few = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc
    .constantFrom(0, 0, 0, 1, 1, 1, 1, 2)
    .chain((count) => fc.array(value, { minLength: count, maxLength: count }));

const spfTerm = fc.oneof(
  fc.constantFrom(
    'a',
    'mx',
    'ptr',
    '-all',
    'all',
    'ip4:192.0.2.0/28',
    'ip4:1.2.3',
    'ip4=192.0.2.25',
    'exists:%{i}.ex.test',
    'include:%{p}.test',
  ),
  fc
    .tuple(fc.constantFrom('a:', 'mx:', 'include:', 'include:', 'redirect='), anyName)
    .map((parts) => parts.join('')),
);
const spfText = fc.array(spfTerm, { maxLength: 4 }).map((terms) => ['v=spf1', ...terms].join(' '));

const dmarcTag = fc.oneof(
  fc.constantFrom(
    'p=none',
    'p=reject',
    'p=bogus',
    'sp=none',
    'np=none',
    't=y',
    'psd=y',
    'psd=n',
    'aspf=s',
    'pct=50',
  ),
  anyName.map((name) => `rua=mailto:reports@${name}`),
);
const dmarcText = fc.array(dmarcTag, { maxLength: 4 }).map((tags) => ['v=DMARC1', ...tags].join('; '));

const ed25519 = Buffer.alloc(32, 7).toString('base64');
const keyText = fc.constantFrom(
  `v=DKIM1; k=ed25519; p=${ed25519}`,
  'v=DKIM1; p=',
  'v=DKIM1; p=!',
  's1.vendor.test',
);

const textsOf = (text: fc.Arbitrary<string>) => few(text.map((each): ZoneRecord => ['TXT', each]));
const address = few(fc.constantFrom(relay, '203.0.113.9').map((each): ZoneRecord => ['A', each]));
const exchange = few(anyName.map((name): ZoneRecord => ['MX', 10, name]));
const alias = (target: fc.Arbitrary<string>) => target.map((name): ZoneRecord[] => [['CNAME', name]]);
const records = (...parts: fc.Arbitrary<ZoneRecord[]>[]) => fc.tuple(...parts).map((found) => found.flat());

const atHost = ([host, target]: [string, string]) => ({
  [host]: fc.oneof(
    alias(fc.constantFrom(target, host, ...names)),
    records(address, exchange, textsOf(fc.constant(target))),
  ),
  [target]: address,
});

const anyZone: fc.Arbitrary<Zone> = fc.record(
  Object.assign(
    {
      '25.2.0.192.in-addr.arpa': few(anyName.map((name): ZoneRecord => ['PTR', name])),
      '25.2.0.192.ex.test': address,
      '_dmarc.test': textsOf(dmarcText),
    },
    ...names.map((name) => ({
      [name]: records(textsOf(spfText), address, exchange),
      [`_dmarc.${name}`]: fc.oneof(textsOf(dmarcText), alias(fc.constant('_dmarc.other.test'))),
    })),
    ...selectors.map((selector) => ({ [`${selector}._domainkey.${domain}`]: textsOf(keyText) })),
    ...Object.entries(hosts).map(atHost),
  ),
);

const subjects: fc.Arbitrary<VerificationSubject> = fc.record({
  mailFrom: fc.constantFrom(domain, `news@${domain}`),
  enforcedFrom: fc.constantFrom(null, 'news@acme.test', 'news@other.test'),
  linkTracking: fc.constant('links.acme.test'),
  openTracking: fc.constant('pixel.acme.test'),
  smtpHost: fc.constantFrom(null, 'other.test'),
  expectations: fc.record({
    sendingAddresses: fc.constantFrom([], [relay], [relay, '2001:db8::25']),
    dkim: fc.subarray(selectors.map((selector) => ({ selector, domain: null, publicKey: null }))),
    spfInclude: fc.constantFrom(null, 'spf.vendor.test'),
    senderTarget: fc.constantFrom(null, 'other.test'),
    linkTarget: fc.constantFrom(null, 'track.vendor.test'),
    openTarget: fc.constant('open.vendor.test'),
  }),
});

export const anyCases: fc.Arbitrary<AnyCase> = fc.record({ subject: subjects, zone: anyZone });
