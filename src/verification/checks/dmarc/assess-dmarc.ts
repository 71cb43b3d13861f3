import { FindingSeverity } from '../../check.js';
import type { DkimFacts } from '../../check-result.js';
import type { DkimKey } from '../../dkim/dkim-key.js';
import { discoverPolicy, type PolicyDiscovery } from '../../dmarc/discover-policy.js';
import { type ForecastTrace, forecastDmarc, type Identifier } from '../../dmarc/forecast-dmarc.js';
import type { Resolve } from '../../dns/dns-answer.js';
import { domainOfAddress } from '../../domain-of-address.js';
import type { VerificationSubject } from '../../expectations.js';
import { type FailedQuestion, rememberFailures } from '../../remember-failures.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import { checkDkim } from '../check-dkim.js';
import { type EvaluatedSender, evaluateSenders } from '../spf/evaluate-senders.js';

/** What receivers find out about mail of a server, and what DMARC makes of it. */
export interface DmarcAssessment {
  discovery: PolicyDiscovery;
  trace: ForecastTrace;
  /** Questions about DMARC that had no answer, and those of SPF and DKIM. */
  failures: readonly FailedQuestion[];
  failuresOfOthers: readonly FailedQuestion[];
}

/** Of SPF it asks what receivers ask, and nothing about the rest of the record: that is a matter of the SPF check. */
export async function assessDmarc(subject: VerificationSubject, resolve: Resolve): Promise<DmarcAssessment> {
  const own = rememberFailures(resolve);
  const others = rememberFailures(resolve);
  const [discovery, { senders }, dkim] = await Promise.all([
    discoverPolicy(domainOfAddress(subject.enforcedFrom ?? subject.mailFrom), own.resolve),
    evaluateSenders(subject, others.resolve),
    checkDkim(subject, others.resolve),
  ]);
  const spfDomain = domainOfAddress(subject.mailFrom);
  const identifiers = {
    spf: senders.length === 0 ? null : { domain: spfDomain, isAuthenticated: passesSpf(senders) },
    dkim: dkim.keys.map((key) => identifierOf(key, dkim)),
  };
  const trace = await forecastDmarc(discovery, identifiers, own.resolve);
  return { discovery, trace, failures: own.failures(), failuresOfOthers: others.failures() };
}

/** Whether SPF passes from every address that sends; null when that could not be found out. */
function passesSpf(senders: readonly EvaluatedSender[]): boolean | null {
  const unsure = senders.map(
    ({ trace: { result, ignoredFailures } }) =>
      result === SpfResult.TEMPERROR || (result !== SpfResult.PASS && ignoredFailures.length > 0),
  );
  if (senders.some(({ trace }, index) => trace.result !== SpfResult.PASS && !unsure[index])) return false;
  return unsure.includes(true) ? null : true;
}

function identifierOf(key: DkimKey, { findings }: DkimFacts): Identifier {
  const host = `${key.selector}._domainkey.${key.domain}`.toLowerCase();
  const isUnknown = findings.some(
    (finding) => finding.severity === FindingSeverity.ERROR && finding.host?.toLowerCase() === host,
  );
  const isUsable = key.isUsable && key.matchesExpected !== false;
  return { domain: domainOfAddress(key.domain), isAuthenticated: isUnknown ? null : isUsable };
}
