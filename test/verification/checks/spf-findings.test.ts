import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSpf } from '../../../src/verification/checks/check-spf.js';
import { FindingCode } from '../../../src/verification/finding-code.js';
import { isSpfRecord, parseSpfRecord } from '../../../src/verification/spf/parse-spf-record.js';
import { brokenTermsOf } from '../../../src/verification/spf/spf-record.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { publishRemediation } from '../../support/dns/publish-remediation.js';
import type { Zone } from '../../support/dns/zone.js';
import { verificationSubject } from '../../support/verification-subject.js';
import { relay } from './spf-configurations.js';
import { type SpfFault, spfFaults } from './spf-findings.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

async function findingsIn(zone: Zone, { mailFrom, expectations, smtpHost }: SpfFault) {
  dns.publish(zone);
  const subject = verificationSubject({
    ...{ mailFrom: mailFrom ?? 'shop.test', smtpHost: smtpHost ?? 'relay.test' },
    expectations: { sendingAddresses: [relay], ...expectations },
  });
  return (await checkSpf(subject, dns.resolve())).findings;
}

describe('a finding about SPF', () => {
  it.each(spfFaults)('$code: $title', async (fault) => {
    const findings = await findingsIn(fault.zone, fault);
    const found = findings.find(({ code }) => code === fault.code);
    const { severity = 'FAIL', host, observed } = fault;
    // Without what is not given.
    expect(found, JSON.stringify(findings, null, 1)).toMatchObject(
      JSON.parse(JSON.stringify({ severity, host, observed })),
    );
    expect(found?.remediation?.value ?? null, found?.remediation?.summary).toBe(fault.remediation);
    if (process.env.TELL)
      console.info(found?.message, found?.expected, found?.observed, found?.remediation?.summary);
  });

  it.each(spfFaults.filter(({ remediation }) => remediation !== null))(
    '$code is gone when its remediation is published: $title',
    async (fault) => {
      const findings = await findingsIn(fault.zone, fault);
      for (const { remediation, code, host } of findings) {
        if (remediation === null) continue;
        expect(isSpfRecord(remediation.value)).toBe(true);
        expect(brokenTermsOf(parseSpfRecord(remediation.value))).toEqual([]);
        const after = await findingsIn(publishRemediation(fault.zone, remediation), fault);
        expect(after.filter((finding) => finding.code === code && finding.host === host)).toEqual([]);
        expect(after.filter(({ severity }) => severity === 'FAIL')).toEqual([]);
      }
    },
  );

  it('is tested for every code', () => {
    const codes = Object.keys(FindingCode).filter((code) => code.startsWith('SPF_'));
    expect(new Set(spfFaults.map(({ code }) => code))).toEqual(new Set(codes));
  });
});
