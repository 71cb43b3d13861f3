import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverPolicy } from '../../../src/verification/dmarc/discover-policy.js';
import { forecastDmarc } from '../../../src/verification/dmarc/forecast-dmarc.js';
import { namesOfWalk } from '../../../src/verification/dmarc/tree-walk.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';
import { askMailauth } from './mailauth-dmarc.js';
import { type DmarcCase, dmarcCases } from './rfc-cases.js';

describe('RFC 9989', () => {
  let dns: DnsTestServer;
  beforeAll(async () => {
    dns = await startDnsServer();
  });
  afterAll(() => dns.stop());

  describe.each(dmarcCases)('section %s', (_, cases) => {
    it.each(cases.map((each) => [each.fact, each] as const))('%s', async (_, each) => {
      const { from = 'shop.test', result, by = [] } = each;
      const mail = { from, spf: each.spf === undefined ? 'vendor.test' : each.spf, dkim: each.dkim ?? [] };
      dns.publish(zoneOf(each));
      const resolve = dns.resolve();
      const discovery = await discoverPolicy(from, resolve);
      const identifiers = {
        spf: mail.spf === null ? null : { domain: mail.spf, isAuthenticated: true },
        dkim: mail.dkim.map((domain) => ({ domain, isAuthenticated: true })),
      };
      const { forecast } = await forecastDmarc(discovery, identifiers, resolve);
      const hasRecord = result !== 'NONE' && each.organizationalDomain !== null;
      const recordDomain = each.recordDomain === undefined ? (hasRecord ? from : null) : each.recordDomain;
      const policyApplied = each.policyApplied ?? (result === 'PASS' || result === 'FAIL' ? 'REJECT' : null);
      const aligned = { alignedBySpf: by.includes('SPF'), alignedByDkim: by.includes('DKIM') };

      expect({
        ...forecast,
        recordDomain: discovery.found?.domain ?? null,
        organizationalDomain: discovery.organizationalDomain,
      }).toEqual({
        ...{ result, ...aligned, policyApplied, recordDomain },
        organizationalDomain: each.organizationalDomain === undefined ? from : each.organizationalDomain,
      });
      expect(await askMailauth(mail, dns.resolve())).toEqual({
        ...{ result: result.toLowerCase(), ...aligned, recordDomain },
        policyApplied: policyApplied?.toLowerCase() ?? null,
        ...each.oracle?.verdict,
      });
    });
  });

  it('4.10: a walk asks at most eight questions, from the domain up to the top-level name', async () => {
    const domain = 'a.b.c.d.e.f.g.h.i.j.mail.shop.test';
    expect(namesOfWalk(domain)).toEqual([
      domain,
      ...['g.h.i.j.mail.shop.test', 'h.i.j.mail.shop.test', 'i.j.mail.shop.test', 'j.mail.shop.test'],
      ...['mail.shop.test', 'shop.test', 'test'],
    ]);
    dns.publish({});
    const asked = dns.questions.length;
    await discoverPolicy(domain, dns.resolve());
    expect(dns.questions.slice(asked).map(({ name, type }) => `${type} ${name}`)).toEqual(
      namesOfWalk(domain).map((name) => `TXT _dmarc.${name}`),
    );
  });

  it.each([
    ['a.test', ['a.test', 'test']],
    ['test', ['test']],
    [
      'h.g.f.e.d.c.b.a',
      ['h.g.f.e.d.c.b.a', 'g.f.e.d.c.b.a', 'f.e.d.c.b.a', 'e.d.c.b.a', 'd.c.b.a', 'c.b.a', 'b.a', 'a'],
    ],
  ])('4.10: a walk from %s asks about each name above it', (domain, names) => {
    expect(namesOfWalk(domain)).toEqual(names);
  });
});

function zoneOf({ record, zone }: DmarcCase): Zone {
  return zone ?? { '_dmarc.shop.test': [['TXT', record ?? '']] };
}
