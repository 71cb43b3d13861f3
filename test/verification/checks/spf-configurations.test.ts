import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSpf } from '../../../src/verification/checks/check-spf.js';
import { statusOf } from '../../../src/verification/finding.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { ZoneEntry } from '../../support/dns/zone.js';
import { verificationSubject } from '../../support/verification-subject.js';
import { relay, spf, spfConfigurations } from './spf-configurations.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer({}, { questionMilliseconds: 400 });
});
afterAll(() => dns.stop());

describe('SPF', () => {
  it.each(spfConfigurations)('$title', async (given) => {
    dns.publish(given.zone);
    const expectations = { sendingAddresses: [relay], spfInclude: given.spfInclude ?? null };
    const { findings, evaluations } = await checkSpf(verificationSubject({ expectations }), dns.resolve());
    const told = JSON.stringify(findings, null, 1);
    expect(
      findings.map(({ code }) => code),
      told,
    ).toEqual(given.codes);
    expect(statusOf(findings)).toBe(given.status);
    const { result, path, lookups, voidLookups, lookupsIfNothingMatched } = given;
    const expected = { address: relay, result, lookups, voidLookups, lookupsIfNothingMatched };
    // Without what is not given.
    expect(evaluations).toMatchObject([JSON.parse(JSON.stringify(expected))]);
    if (path) expect(evaluations[0]?.path.map(({ term }) => term)).toEqual(path);
    const values = findings.flatMap(({ remediation }) => remediation?.value ?? []);
    expect([...new Set(values)], told).toEqual(given.remediation ? [given.remediation] : []);
  });

  it('says what each include costs when all are too much', async () => {
    const host: ZoneEntry[] = [
      ['A', '198.51.100.1'],
      ['MX', 1, 'x.test'],
    ];
    dns.publish({
      'shop.test': spf('v=spf1 include:a.test include:b.test mx ip4:192.0.2.25 -all'),
      'a.test': spf('v=spf1 include:c.test a:x.test a:y.test a:z.test -all'),
      'c.test': spf('v=spf1 a:x.test a:y.test -all'),
      'b.test': spf('v=spf1 mx:x.test exists:none.test redirect=c.test'),
      ...{ 'x.test': host, 'y.test': host, 'z.test': host },
    });
    const expectations = { sendingAddresses: [relay] };
    const { findings, evaluations } = await checkSpf(verificationSubject({ expectations }), dns.resolve());
    const observed = ['include:a.test costs 7', 'include:b.test costs 6', 'mx costs 1'];
    expect(findings).toMatchObject([
      { severity: 'FAIL', code: 'SPF_TOO_MANY_LOOKUPS', host: 'shop.test', remediation: null, observed },
    ]);
    expect(findings[0]?.message).toContain('needs 14 DNS look-ups');
    expect(evaluations).toMatchObject([{ result: 'PERMERROR', lookups: 10, lookupsIfNothingMatched: 14 }]);
  });
});
