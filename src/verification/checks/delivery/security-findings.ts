import { FindingSeverity } from '../../check.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { SmtpProblemKind } from '../../smtp/smtp-problem.js';
import { SmtpSecurity } from '../../smtp/smtp-security.js';
import { type DeliveryCase, deliveryFinding } from './delivery-finding.js';

/** With these no password would ever go, and what they advise is enough. */
const nowhereToSignIn: readonly SmtpProblemKind[] = [
  SmtpProblemKind.AUTH_NOT_OFFERED,
  SmtpProblemKind.AUTH_NOT_OFFERED_IN_CLEAR,
  SmtpProblemKind.AUTH_MECHANISM_UNKNOWN,
];

/** Settings without TLS, as far as the server has said what it could do. */
export function securityFindings(delivered: DeliveryCase): Finding[] {
  const { subject, delivery } = delivered;
  if (subject.security !== SmtpSecurity.NONE || delivery.offersStartTls === null) return [];
  const { problem } = delivery;
  if (problem !== null && problem.reply === null && nowhereToSignIn.includes(problem.kind)) return [];
  const hint = delivery.offersStartTls
    ? 'The server offers STARTTLS: set the security to STARTTLS.'
    : 'Use a port with STARTTLS (587) or implicit TLS (465).';
  const observed = [delivery.offersStartTls ? 'STARTTLS is offered' : 'STARTTLS is not offered'];
  if (subject.credentials !== null)
    return [
      deliveryFinding(delivered, {
        severity: FindingSeverity.WARN,
        code: FindingCode.SMTP_PASSWORD_IN_CLEAR,
        says: 'is to get the password in the clear, as the settings say: whoever is on the way can read it.',
        hint,
        observed,
      }),
    ];
  if (!delivery.offersStartTls) return [];
  return [
    deliveryFinding(delivered, {
      severity: FindingSeverity.WARN,
      code: FindingCode.SMTP_STARTTLS_UNUSED,
      says: 'gets messages in the clear, as the settings say: whoever is on the way can read them.',
      hint,
      observed,
    }),
  ];
}
