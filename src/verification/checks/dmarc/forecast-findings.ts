import { FindingSeverity } from '../../check.js';
import { type PolicyDiscovery, policyApplied } from '../../dmarc/discover-policy.js';
import { DmarcPolicy, DmarcResult } from '../../dmarc/dmarc-forecast.js';
import type { ForecastTrace, JudgedIdentifier } from '../../dmarc/forecast-dmarc.js';
import type { VerificationSubject } from '../../expectations.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { dmarcFinding, treatment } from './dmarc-finding.js';

/** What DMARC will make of mail of the server. */
export function forecastFindings(
  { enforcedFrom }: VerificationSubject,
  discovery: PolicyDiscovery,
  trace: ForecastTrace,
): Finding[] {
  const findings: Finding[] = [];
  const domain = printableText(discovery.domain);
  if (enforcedFrom === null) {
    findings.push(
      dmarcFinding({
        severity: FindingSeverity.INFO,
        code: FindingCode.DMARC_FROM_UNKNOWN,
        message: `Messages of this server have From addresses of their own. DMARC goes by those; this check supposes that they are of ${domain}, as mail-from is.`,
      }),
    );
  }
  if (trace.forecast === null) {
    findings.push(
      dmarcFinding({
        severity: FindingSeverity.WARN,
        code: FindingCode.DMARC_FORECAST_UNKNOWN,
        message: `There is a policy for ${domain}, but whether mail of this server passes is not known: nobody said which addresses it sends from, nor by which DKIM selectors it signs. Set either in its expectations.`,
      }),
    );
  }
  if (trace.forecast?.result === DmarcResult.FAIL) findings.push(failFinding(discovery, trace));
  return findings;
}

function failFinding(discovery: PolicyDiscovery, { spf, dkim }: ForecastTrace): Finding {
  const applied = policyApplied(discovery) ?? DmarcPolicy.NONE;
  const domain = printableText(discovery.domain);
  const record = discovery.found?.record;
  const bySpf =
    spf === null
      ? 'SPF cannot be counted on: nobody said which addresses the server sends from.'
      : `SPF does not count: ${reason(spf, 'does not pass for every address that sends', record?.isSpfStrict ? 'aspf=s' : null, domain)}.`;
  const byDkim =
    dkim.length === 0
      ? 'DKIM cannot be counted on: nobody said by which selectors the server signs.'
      : `DKIM does not count: ${dkim
          .map((each) =>
            reason(each, 'has no key to verify with', record?.isDkimStrict ? 'adkim=s' : null, domain),
          )
          .filter((text, index, all) => all.indexOf(text) === index)
          .join('; ')}.`;
  return dmarcFinding({
    severity: applied === DmarcPolicy.NONE ? FindingSeverity.WARN : FindingSeverity.FAIL,
    code: FindingCode.DMARC_WOULD_FAIL,
    message: `Mail of this server fails DMARC for From addresses of ${domain}. ${bySpf} ${byDkim} By the policy, receivers ${treatment[applied]}.`,
    expected: [`SPF or DKIM passes for ${domain}${organizationOf(discovery)}`],
    observed: [...(spf ? [`SPF: ${outcomeOf(spf)}`] : []), ...dkim.map((each) => `DKIM: ${outcomeOf(each)}`)],
  });
}

/** What else counts, unless the record wants exactly the domain. */
function organizationOf({ organizationalDomain, found }: PolicyDiscovery): string {
  const isStrict = found?.record?.isSpfStrict && found.record.isDkimStrict;
  return organizationalDomain === null || isStrict
    ? ''
    : ` or another domain of ${printableText(organizationalDomain)}`;
}

function outcomeOf({ domain, isAuthenticated }: JudgedIdentifier): string {
  return `${isAuthenticated ? 'passes' : 'does not pass'} for ${domain}`;
}

/** Why an identifier does not count, as the rest of a sentence. */
function reason(
  { domain, isAuthenticated, isAligned }: JudgedIdentifier,
  failure: string,
  strictTag: string | null,
  from: string,
): string {
  const name = printableText(domain);
  const elsewhere =
    strictTag === null
      ? `is not of the same organization as ${from}`
      : `is not exactly ${from}, which the record wants (${strictTag})`;
  const reasons = [
    ...(isAuthenticated === false ? [failure] : []),
    ...(isAligned === false ? [elsewhere] : []),
  ];
  return `${name} ${reasons.join(' and ')}`;
}
