import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckStatus, hasPassed } from '../../../src/verification/check.js';
import { checkSpf } from '../../../src/verification/checks/check-spf.js';
import { statusOf } from '../../../src/verification/finding.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';
import { verificationSubject } from '../../support/verification-subject.js';
import { relay, spf } from './spf-configurations.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer({}, { questionMilliseconds: 800 });
});
afterAll(() => dns.stop());

const subject = verificationSubject({ expectations: { sendingAddresses: [relay] } });

async function statusIn(zone: Zone): Promise<CheckStatus> {
  dns.publish(zone);
  return statusOf((await checkSpf(subject, dns.resolve())).findings);
}

const other = '198.51.100.1';

const namedRelay: Zone = {
  '25.2.0.192.in-addr.arpa': [['PTR', 'relay.named.test']],
  'relay.named.test': [['A', relay]],
};

/** Terms that do not match the relay, with what they ask about. */
const misses: readonly [term: string, zone: Zone][] = [
  ['a:web.test', { 'web.test': [['A', other]] }],
  ['-mx:mail.test', { 'mail.test': [['MX', 10, 'mx.mail.test']], 'mx.mail.test': [['A', other]] }],
  ['exists:%{i}.list.test', {}],
  ['ip4:198.51.100.0/24', {}],
  ['include:o.test', { 'o.test': spf('v=spf1 a:web.test -all'), 'web.test': [['A', other]] }],
  ['include:p.test', { 'p.test': spf('v=spf1 ptr:p.test ?all'), ...namedRelay }],
];

/** Terms that match it. */
const matches: readonly [term: string, zone: Zone][] = [
  ['ip4:192.0.2.25', {}],
  ['a:relay.test/30', { 'relay.test': [['A', '192.0.2.24']] }],
  [
    'mx:m.test',
    {
      'm.test': [
        ['MX', 1, 'n.test'],
        ['MX', 2, 'relay.test'],
      ],
      'n.test': [['A', other]],
      'relay.test': [['A', relay]],
    },
  ],
  ['exists:%{ir}.ok.test', { '25.2.0.192.ok.test': [['A', '127.0.0.2']] }],
  [
    'include:alias.test',
    { 'alias.test': [['CNAME', 'v.test']], 'v.test': spf('v=spf1 ip4:192.0.2.0/24 -all') },
  ],
  ['ptr:named.test', namedRelay],
  ['exists:%{p}.ok.test', { ...namedRelay, 'relay.named.test.ok.test': [['A', '127.0.0.2']] }],
];

interface Generated {
  zone: Zone;
  /** Whose record has the term that allows the relay, and that record without it. */
  owner: string;
  without: string;
}

/** A chain of records, each led to by the one before, of which the last allows the relay. */
const passing = fc
  .record({
    links: fc.array(
      fc.record({
        kind: fc.constantFrom('include:', 'redirect='),
        missing: fc.subarray([...misses], { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
    match: fc.constantFrom(...matches),
    missing: fc.subarray([...misses], { maxLength: 2 }),
    after: fc.subarray([...misses], { maxLength: 2 }),
  })
  .map(({ links, match, missing, after }): Generated => {
    const name = (depth: number) => (depth === 0 ? 'shop.test' : `d${depth}.test`);
    const words = (terms: readonly (readonly [string, Zone])[]) => terms.map(([term]) => term);
    const last = [...words(missing), match[0], ...words(after), '-all'];
    const zone: Zone = Object.assign(
      {},
      ...[...links.flatMap((link) => link.missing), ...missing, ...after, match].map(([, needed]) => needed),
      ...links.map(({ kind, missing: before }, depth) => ({
        [name(depth)]: spf(
          [
            'v=spf1',
            ...words(before),
            `${kind}${name(depth + 1)}`,
            ...(kind === 'include:' ? ['-all'] : []),
          ].join(' '),
        ),
      })),
      { [name(links.length)]: spf(['v=spf1', ...last].join(' ')) },
    );
    const without = ['v=spf1', ...last.filter((term) => term !== match[0])].join(' ');
    return { zone, owner: name(links.length), without };
  });

const seeded = { seed: 7208, numRuns: 60 };

describe('SPF of any zone that passes', () => {
  it('neither passes nor fails when one question that it asks has no answer', async () => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(passing, async ({ zone }) => {
        const before = dns.questions.length;
        expect(hasPassed(await statusIn(zone))).toBe(true);
        for (const { name, type } of dns.questions.slice(before)) {
          const trouble = [type, failures % 25 === 0 ? 'DROP' : 'SERVFAIL'] as ZoneEntry;
          const status = await statusIn({ ...zone, [name]: [...(zone[name] ?? []), trouble] });
          expect([CheckStatus.WARN, CheckStatus.ERROR], `${type} of ${name}`).toContain(status);
          failures++;
        }
      }),
      seeded,
    );
    expect(failures).toBeGreaterThan(200);
  });

  it('does not pass any more without the term that allows the address', async () => {
    await fc.assert(
      fc.asyncProperty(passing, async ({ zone, owner, without }) => {
        expect(hasPassed(await statusIn(zone))).toBe(true);
        expect(await statusIn({ ...zone, [owner]: spf(without) })).toBe(CheckStatus.FAIL);
      }),
      seeded,
    );
  });
});
