import { CheckKind, FindingSeverity } from '../check.js';
import type { DmarcFacts } from '../check-result.js';
import { type DmarcForecast, DmarcResult } from '../dmarc/dmarc-forecast.js';
import type { Resolve } from '../dns/dns-answer.js';
import { dnsFailureFinding } from '../dns-failure-finding.js';
import type { VerificationSubject } from '../expectations.js';
import type { ExpectedMail } from '../expected-mail.js';
import type { Finding } from '../finding.js';
import { printableText } from '../printable-text.js';
import { rememberFailures } from '../remember-failures.js';
import { assessDmarc, type DmarcAssessment } from './dmarc/assess-dmarc.js';
import { forecastFindings } from './dmarc/forecast-findings.js';
import { placeFindings } from './dmarc/place-findings.js';
import { readersFindings } from './dmarc/readers-findings.js';
import { recordFindings } from './dmarc/record-findings.js';
import { reportFindings } from './dmarc/report-findings.js';

/**
 * The policy that receivers find for the From address (RFC 9989), and whether mail of the server will pass. Without an
 * enforced From address that of mail-from stands for it.
 */
export async function checkDmarc(subject: VerificationSubject, resolve: Resolve): Promise<DmarcFacts> {
  const assessment = await assessDmarc(subject, resolve);
  const { discovery, trace } = assessment;
  const besides = rememberFailures(resolve);
  const findings = [
    ...(await placeFindings(discovery, besides.resolve)),
    ...recordFindings(discovery),
    ...(await reportFindings(discovery, besides.resolve)),
    ...(await readersFindings(discovery, trace, besides.resolve)),
    ...forecastFindings(subject, discovery, trace),
  ];
  const { found, organizationalDomain, policy } = discovery;
  return {
    kind: CheckKind.DMARC,
    findings: [...failureFindings(assessment, besides.failures()), ...findings],
    domain: discovery.domain,
    organizationalDomain,
    record: found?.record ? printableText(found.record.text) : null,
    recordDomain: found?.domain ?? null,
    policy,
    forecast: trace.forecast,
  };
}

/** What DMARC will make of mail with a From address, before it is sent; null when nobody said enough to tell. */
export async function forecastFor(
  { fromDomain: enforcedFrom, ...others }: ExpectedMail,
  resolve: Resolve,
): Promise<DmarcForecast | null> {
  const subject = { ...others, enforcedFrom, linkTracking: '', openTracking: '' };
  return (await assessDmarc(subject, resolve)).trace.forecast;
}

/**
 * Questions without an answer: ERROR when what DMARC comes to depends on one, else WARN, as something that is shown could
 * not be found out.
 */
function failureFindings(
  { discovery, trace, failures, failuresOfOthers }: DmarcAssessment,
  besides: DmarcAssessment['failures'],
): Finding[] {
  const isUndecided = !discovery.isKnown || trace.forecast?.result === DmarcResult.TEMPERROR;
  const severity = isUndecided ? FindingSeverity.ERROR : FindingSeverity.WARN;
  const isMissed = [trace.spf, ...trace.dkim].some(
    (identifier) => identifier?.isAuthenticated === null && identifier.isAligned !== false,
  );
  const told = [...failures, ...besides, ...(isMissed ? failuresOfOthers : [])];
  const unique = new Map(told.map((question) => [`${question.recordType} ${question.host}`, question]));
  return [...unique.values()].map(({ failed, host, recordType }) => ({
    ...dnsFailureFinding(failed, host, recordType),
    severity,
  }));
}
