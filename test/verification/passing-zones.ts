import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import type { VerificationSubject } from '../../src/verification/expectations.js';
import type { Zone, ZoneRecord } from '../support/dns/zone.js';

/** What a server says of itself, and a zone in which every check of it passes or warns. */
export interface PassingCase {
  subject: VerificationSubject;
  zone: Zone;
}

const relay = '192.0.2.25';
const relay6 = '2001:db8::25';
const publicKeys = [1024, 2048, 3072].map((modulusLength) =>
  generateKeyPairSync('rsa', { modulusLength })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64'),
);

/** Ways to allow the relay: what the record of a domain says, and what has to stand elsewhere for that. */
const spfWays: Readonly<Record<string, (domain: string) => { terms: string; zone: Zone }>> = {
  ip4: () => ({ terms: `ip4:${relay} -all`, zone: {} }),
  network: () => ({ terms: 'ip4:192.0.2.0/27 ~all', zone: {} }),
  a: (domain) => ({ terms: `a:out.${domain} -all`, zone: { [`out.${domain}`]: [['A', relay]] } }),
  mx: (domain) => ({
    terms: `mx:${domain} -all`,
    zone: { [domain]: [['MX', 10, `mx.${domain}`]], [`mx.${domain}`]: [['A', relay]] },
  }),
  exists: () => ({
    terms: 'exists:%{ir}.allowed.vendor.test -all',
    zone: { '25.2.0.192.allowed.vendor.test': [['A', '127.0.0.2']] },
  }),
  include: () => ({
    terms: 'include:other.test include:spf.vendor.test -all',
    zone: {
      'other.test': [['TXT', 'v=spf1 ip4:198.51.100.0/24 -all']],
      'spf.vendor.test': [['TXT', `v=spf1 ip4:${relay} -all`]],
    },
  }),
  redirect: () => ({
    terms: 'redirect=spf.vendor.test',
    zone: { 'spf.vendor.test': [['TXT', `v=spf1 ip6:${relay6}`, ` ip4:${relay} -all`]] },
  }),
};

/** Ways for one host to lead to its target. */
const hostWays: Readonly<Record<string, (host: string, target: string) => Zone>> = {
  alias: (host, target) => ({ [host]: [['CNAME', target]], [target]: [['A', '203.0.113.9']] }),
  chain: (host, target) => ({
    [host]: [['CNAME', `edge.${host}`]],
    [`edge.${host}`]: [['CNAME', target]],
    [target]: [['AAAA', '2001:db8::9']],
  }),
  flattened: (host, target) => ({ [host]: [['A', '203.0.113.9']], [target]: [['A', '203.0.113.9']] }),
};

const dmarcPlaces = ['shop.test', 'news.shop.test'];

export const passingCases: fc.Arbitrary<PassingCase> = fc
  .record({
    spf: fc.constantFrom(...Object.keys(spfWays)),
    publicKey: fc.constantFrom(...publicKeys),
    isKeyExpected: fc.boolean(),
    splitAt: fc.integer({ min: 1, max: 255 }),
    dmarcAt: fc.constantFrom(...dmarcPlaces),
    policy: fc.constantFrom('none', 'quarantine', 'reject'),
    link: fc.constantFrom(...Object.keys(hostWays)),
    open: fc.constantFrom(...Object.keys(hostWays)),
    isFromEnforced: fc.boolean(),
  })
  .map(({ spf, publicKey, isKeyExpected, splitAt, dmarcAt, policy, link, open, isFromEnforced }) => {
    const domain = 'news.shop.test';
    const { terms, zone: spfZone } = spfWays[spf]?.(domain) ?? { terms: '', zone: {} };
    const key = `v=DKIM1; k=rsa; p=${publicKey}`;
    const strings = key.match(new RegExp(`.{1,${splitAt}}`, 'g')) ?? [];
    const zone = joined(
      {
        [domain]: [
          ['TXT', `v=spf1 ${terms}`],
          ['TXT', 'some-site-verification=1'],
          ['A', '203.0.113.1'],
        ],
      },
      spfZone,
      { [`s1._domainkey.${domain}`]: [['TXT', ...strings]] },
      { [`_dmarc.${dmarcAt}`]: [['TXT', `v=DMARC1; p=${policy}`]] },
      hostWays[link]?.('links.shop.test', 'track.vendor.test') ?? {},
      hostWays[open]?.('pixel.shop.test', 'open.vendor.test') ?? {},
    );
    const subject: VerificationSubject = {
      mailFrom: domain,
      enforcedFrom: isFromEnforced ? `news@${domain}` : null,
      linkTracking: 'links.shop.test',
      openTracking: 'pixel.shop.test',
      smtpHost: null,
      expectations: {
        sendingAddresses: [relay],
        dkim: [{ selector: 's1', domain: null, publicKey: isKeyExpected ? publicKey : null }],
        spfInclude: null,
        senderTarget: null,
        linkTarget: 'track.vendor.test',
        openTarget: 'open.vendor.test',
      },
    };
    return { subject, zone };
  });

function joined(...zones: readonly Zone[]): Zone {
  const all: Record<string, ZoneRecord[]> = {};
  for (const zone of zones)
    for (const [name, records] of Object.entries(zone))
      all[name] = [...(all[name] ?? []), ...(records as ZoneRecord[])];
  return all;
}
