import { FindingSeverity } from '../../check.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { undoneFinding } from '../../measure-check.js';
import type { Delivery } from '../../smtp/delivery.js';
import { DeliveryMode, type DeliverySubject } from '../../smtp/delivery-subject.js';
import { hintOfProblem } from '../../smtp/hint-of-problem.js';
import { type SmtpProblem, SmtpProblemKind } from '../../smtp/smtp-problem.js';
import { wordsOfProblem } from '../../smtp/smtp-problem-texts.js';
import { SmtpSecurity } from '../../smtp/smtp-security.js';
import { SmtpStageStatus } from '../../smtp/smtp-stage.js';
import { attemptFindings, hostFailureFindings } from './attempt-findings.js';
import { type DeliveryCase, deliveryFinding } from './delivery-finding.js';
import { securityFindings } from './security-findings.js';
import { tlsFindings } from './tls-findings.js';

/** What to know of a delivery: why it ended early, or where it came to, and what is not well although it went on. */
export function deliveryFindings(
  subject: DeliverySubject,
  delivery: Delivery,
  signal: AbortSignal,
): Finding[] {
  const delivered: DeliveryCase = { subject, delivery };
  return [
    ...(delivery.problem === null
      ? [endFinding(delivered)]
      : problemFindings(delivered, delivery.problem, signal)),
    ...tlsFindings(delivered),
    ...securityFindings(delivered),
    ...attemptFindings(delivered),
  ];
}

function problemFindings(delivered: DeliveryCase, problem: SmtpProblem, signal: AbortSignal): Finding[] {
  const { kind } = problem;
  const { subject, delivery } = delivered;
  switch (kind) {
    case SmtpProblemKind.INTERRUPTED:
      return [undoneFinding(isDeadline(signal) ? FindingCode.DEADLINE_REACHED : FindingCode.INTERRUPTED)];
    case SmtpProblemKind.HOST_UNKNOWN_TODAY:
      return hostFailureFindings(delivery);
    // Each fault of it is a finding.
    case SmtpProblemKind.TLS_NOT_TRUSTED:
      return [];
    default: {
      const stage = delivery.stages.at(-1);
      return [
        deliveryFinding(delivered, {
          severity: stage?.status === SmtpStageStatus.ERROR ? FindingSeverity.ERROR : FindingSeverity.FAIL,
          code: FindingCode[`SMTP_${kind}`],
          stage: stage?.stage,
          says: wordsOfProblem(problem),
          hint: hintOfProblem(problem, subject),
          observed: observedAtEnd(delivered),
        }),
      ];
    }
  }
}

/** The last words of the server, with the codes before them. */
function observedAtEnd({ delivery }: DeliveryCase): string[] {
  const stage = delivery.stages.at(-1);
  if (stage === undefined) return [];
  const { replyCode, enhancedCode, replyText } = stage;
  const words = [replyCode, enhancedCode, replyText].filter((part) => part !== null).join(' ');
  return words === '' ? [] : [`${stage.stage}: ${words}`];
}

function endFinding(delivered: DeliveryCase): Finding {
  const { subject, delivery } = delivered;
  if (delivery.acceptedFor !== null)
    return deliveryFinding(delivered, {
      severity: FindingSeverity.INFO,
      code: FindingCode.DELIVERY_ACCEPTED,
      says: `has accepted a message for ${delivery.acceptedFor}.`,
      hint: subject.isReceivedHere ? null : 'Accepted is not delivered: look into that mailbox.',
      observed: observedAtEnd(delivered),
    });
  if (subject.mode === DeliveryMode.MESSAGE)
    return deliveryFinding(delivered, {
      severity: FindingSeverity.WARN,
      code: FindingCode.DELIVERY_RECIPIENT_UNKNOWN,
      says: `${wentWell(subject)} No message was sent, as nobody said to whom.`,
      hint: 'Name a recipient for the test message.',
      observed: [],
    });
  return deliveryFinding(delivered, {
    severity: FindingSeverity.INFO,
    code: FindingCode.DELIVERY_NO_MESSAGE_SENT,
    says: `${wentWell(subject)} No message was sent, as the test was to end there.`,
    hint: null,
    observed: [],
  });
}

/** How far it came without a message. */
function wentWell({ mode, credentials, security }: DeliverySubject): string {
  const isSecured = mode !== DeliveryMode.CONNECT && security !== SmtpSecurity.NONE;
  const isSignedIn = mode !== DeliveryMode.CONNECT && mode !== DeliveryMode.TLS && credentials !== null;
  if (isSignedIn) return 'answers and accepts user name and password.';
  return isSecured ? 'answers, and its TLS is good.' : 'answers.';
}

function isDeadline({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}
