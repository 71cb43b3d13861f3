import { CheckStatus, FindingSeverity } from '../check.js';
import { DnsFailure } from '../dns/dns-answer.js';
import { dnsFailureFinding } from '../dns-failure-finding.js';
import { type Finding, statusOf } from '../finding.js';
import { type FailedQuestion, rememberFailures } from '../remember-failures.js';
import type { DnsCheck } from './dns-checks.js';

/**
 * The same check, which never says PASS or FAIL when one of its questions had no answer: what was found wrong stays among
 * the findings, but the day on which it can be measured is another.
 */
export function tellingFailures(check: DnsCheck): DnsCheck {
  return async (subject, resolve) => {
    const asked = rememberFailures(resolve);
    const facts = await check(subject, asked.resolve);
    return { ...facts, findings: withFailures(facts.findings, asked.failures()) };
  };
}

/** Of questions that only round off what is wrong; when a resolver is down there are many. */
const maxTold = 5;

function withFailures(findings: readonly Finding[], failures: readonly FailedQuestion[]): readonly Finding[] {
  // That we ask no more is no trouble of the day, and where it decides something the check has said so.
  const ofTheDay = failures.filter(({ failed }) => failed.failure !== DnsFailure.TOO_MANY_QUESTIONS);
  const status = statusOf(findings);
  if (ofTheDay.length === 0 || status === CheckStatus.WARN || status === CheckStatus.ERROR) return findings;
  const severity = status === CheckStatus.FAIL ? FindingSeverity.ERROR : FindingSeverity.WARN;
  const added = ofTheDay
    .slice(0, maxTold)
    .map(({ failed, host, recordType }) => ({ ...dnsFailureFinding(failed, host, recordType), severity }));
  const keys = new Set(added.map(keyOf));
  return [...added, ...findings.filter((finding) => !keys.has(keyOf(finding)))];
}

function keyOf({ code, host, recordType }: Finding): string {
  return JSON.stringify([code, host, recordType]);
}
