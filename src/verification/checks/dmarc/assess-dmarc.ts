import { FindingSeverity } from '../../check.js';
import type { DkimFacts, SpfFacts } from '../../check-result.js';
import type { DkimKey } from '../../dkim/dkim-key.js';
import { discoverPolicy, type PolicyDiscovery } from '../../dmarc/discover-policy.js';
import { type ForecastTrace, forecastDmarc, type Identifier } from '../../dmarc/forecast-dmarc.js';
import type { Resolve } from '../../dns/dns-answer.js';
import { domainOfAddress } from '../../domain-of-address.js';
import type { VerificationSubject } from '../../expectations.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import { checkDkim } from '../check-dkim.js';
import { checkSpf } from '../check-spf.js';
import { type FailedQuestion, rememberFailures } from './remember-failures.js';

/** What receivers find out about mail of a server, and what DMARC makes of it. */
export interface DmarcAssessment {
  discovery: PolicyDiscovery;
  trace: ForecastTrace;
  spf: SpfFacts | null;
  dkim: DkimFacts | null;
  /** Questions about DMARC, not those of SPF and DKIM. */
  failures: readonly FailedQuestion[];
}

export async function assessDmarc(subject: VerificationSubject, resolve: Resolve): Promise<DmarcAssessment> {
  const { sendingAddresses, dkim: selectors } = subject.expectations;
  const own = rememberFailures(resolve);
  const [discovery, spf, dkim] = await Promise.all([
    discoverPolicy(domainOfAddress(subject.enforcedFrom ?? subject.mailFrom), own.resolve),
    sendingAddresses.length > 0 ? checkSpf(subject, resolve) : null,
    selectors.length > 0 ? checkDkim(subject, resolve) : null,
  ]);
  const identifiers = {
    spf: spf && { domain: domainOfAddress(subject.mailFrom), isAuthenticated: passesSpf(spf) },
    dkim: dkim?.keys.map((key) => identifierOf(key, dkim)) ?? [],
  };
  const trace = await forecastDmarc(discovery, identifiers, own.resolve);
  return { discovery, trace, spf, dkim, failures: own.failures() };
}

/** Whether SPF passes from every address that sends; null when that could not be found out. */
function passesSpf({ evaluations, findings }: SpfFacts): boolean | null {
  const results = evaluations.map(({ result }) => result);
  if (results.some((result) => result !== SpfResult.PASS && result !== SpfResult.TEMPERROR)) return false;
  if (results.includes(SpfResult.TEMPERROR)) return null;
  if (results.length > 0) return true;
  return findings.some(({ severity }) => severity === FindingSeverity.ERROR) ? null : false;
}

function identifierOf(key: DkimKey, { findings }: DkimFacts): Identifier {
  const host = `${key.selector}._domainkey.${key.domain}`.toLowerCase();
  const isUnknown = findings.some(
    (finding) => finding.severity === FindingSeverity.ERROR && finding.host?.toLowerCase() === host,
  );
  const isUsable = key.isUsable && key.matchesExpected !== false;
  return { domain: domainOfAddress(key.domain), isAuthenticated: isUnknown ? null : isUsable };
}
