import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSpf } from '../../../src/verification/checks/check-spf.js';
import { stringsOf } from '../../../src/verification/remediation.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';
import { verificationSubject } from '../../support/verification-subject.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

const long = (text: string): ZoneEntry => ['TXT', ...stringsOf(text)];
const many = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => each(index)).join(' ');

const zones: Record<string, Zone> = {
  'thousands of broken terms': { 'shop.test': [long(`v=spf1 ${many(8_000, (n) => `x${n}`)}`)] },
  'thousands of equal signs': { 'shop.test': [long(`v=spf1 ${many(8_000, (n) => `a=${n}`)} -all`)] },
  'thousands of terms after all': {
    'shop.test': [long(`v=spf1 -all ${many(4_000, (n) => `a:h${n}.test`)}`)],
  },
  'one term of 60 kB': { 'shop.test': [long(`v=spf1 a:${'%{s}'.repeat(15_000)}.test -all`)] },
  'slashes and digits': { 'shop.test': [long(`v=spf1 a:${'/1'.repeat(20_000)}${'1'.repeat(20_000)}x -all`)] },
  'quotes and no record': { 'shop.test': [long(`v=spf${'" ;'.repeat(20_000)}x`)] },
  'thousands of texts': {
    'shop.test': Array.from(
      { length: 1_200 },
      (_, n): ZoneEntry => ['TXT', `v=spf1 ip4:192.0.2.${n % 256} ~all`],
    ),
  },
  'NUL, line breaks and escapes': {
    'shop.test': [long('v=spf1 a:\0\r\n\x1b[31m<![CDATA[.test include:\xff.test -all')],
  },
  'includes of ten includes each': {
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        n === 0 ? 'shop.test' : `i${n}.test`,
        [long(`v=spf1 ${many(10, (m) => `include:i${(n * 10 + m) % 40 || 1}.test`)} ~all`)],
      ]),
    ),
  },
};

describe('SPF of a hostile zone', () => {
  it.each(Object.entries(zones))('%s: all is told in bounds, printable', async (_, zone) => {
    dns.publish(zone);
    const before = dns.questions.length;
    const sendingAddresses = ['192.0.2.0/24', '2001:db8::/32'];
    const facts = await checkSpf(verificationSubject({ expectations: { sendingAddresses } }), dns.resolve());
    expect(facts.evaluations).toHaveLength(4);
    const told = JSON.stringify(facts);
    expect(told.length).toBeLessThan(300_000);
    expect(JSON.stringify(facts.findings.map(({ message }) => message))).not.toMatch(/.{4000}/);
    expect(told).not.toMatch(/[^\x20-\x7e]|\\u00|\\[rnbft]/);
    expect(dns.questions.length - before).toBeLessThanOrEqual(200);
  });
});
