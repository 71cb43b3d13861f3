import { CheckKind } from '../verification/check.js';
import type { CheckFacts, CheckResult } from '../verification/check-result.js';
import type { DnsCheckKind } from '../verification/checks/dns-checks.js';
import { domainOfAddress } from '../verification/domain-of-address.js';
import type { VerificationSubject } from '../verification/expectations.js';
import { type Finding, statusOf } from '../verification/finding.js';
import type { SmtpStage } from '../verification/smtp/smtp-stage.js';

/** The result of a delivery test that was not done, or not to its end. */
export function undoneDelivery(finding: Finding, stages: readonly SmtpStage[] = []): CheckResult {
  const facts: CheckFacts = {
    kind: CheckKind.EMAIL_DELIVERY,
    findings: [finding],
    attempts: [],
    stages,
    tls: null,
    acceptedFor: null,
    messageId: null,
    arrival: null,
  };
  return withoutMeasurement(facts, finding);
}

/** The result of a check of DNS that was not done. */
export function undoneResult(
  kind: DnsCheckKind,
  subject: VerificationSubject,
  finding: Finding,
): CheckResult {
  return withoutMeasurement(emptyFacts(kind, subject, [finding]), finding);
}

function withoutMeasurement(facts: CheckFacts, finding: Finding): CheckResult {
  return {
    ...facts,
    status: statusOf([finding]),
    message: finding.message,
    checkedAt: new Date(),
    durationMilliseconds: 0,
  };
}

function emptyFacts(
  kind: DnsCheckKind,
  { mailFrom, enforcedFrom, linkTracking, openTracking }: VerificationSubject,
  findings: readonly Finding[],
): CheckFacts {
  switch (kind) {
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
