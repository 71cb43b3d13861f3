import { CheckKind, CheckStatus } from '../verification/check.js';
import type { CheckFacts, CheckResult } from '../verification/check-result.js';
import { domainOfAddress } from '../verification/domain-of-address.js';
import type { VerificationSubject } from '../verification/expectations.js';
import type { Finding } from '../verification/finding.js';

/** The result of a check that was not done. */
export function undoneResult(kind: CheckKind, subject: VerificationSubject, finding: Finding): CheckResult {
  return {
    ...emptyFacts(kind, subject, [finding]),
    status: CheckStatus.ERROR,
    message: finding.message,
    checkedAt: new Date(),
    durationMilliseconds: 0,
  };
}

function emptyFacts(
  kind: CheckKind,
  { mailFrom, enforcedFrom, linkTracking, openTracking }: VerificationSubject,
  findings: readonly Finding[],
): CheckFacts {
  switch (kind) {
    case CheckKind.EMAIL_DELIVERY:
      return {
        kind,
        findings,
        attempts: [],
        stages: [],
        tls: null,
        acceptedFor: null,
        messageId: null,
        arrival: null,
      };
    case CheckKind.SPF:
      return { kind, findings, domain: domainOfAddress(mailFrom), record: null, evaluations: [] };
    case CheckKind.DKIM:
      return { kind, findings, keys: [] };
    case CheckKind.DMARC: {
      const nothing = { record: null, recordDomain: null, policy: null, forecast: null };
      return {
        kind,
        findings,
        domain: domainOfAddress(enforcedFrom ?? mailFrom),
        organizationalDomain: null,
        ...nothing,
      };
    }
    case CheckKind.SENDER_DOMAIN:
      return { kind, findings, host: domainOfAddress(mailFrom), chain: [] };
    case CheckKind.LINK_DOMAIN:
      return { kind, findings, host: linkTracking, chain: [] };
    case CheckKind.OPEN_DOMAIN:
      return { kind, findings, host: openTracking, chain: [] };
    default:
      return kind satisfies never;
  }
}
