import type { FindingSeverity } from '../../check.js';
import type { Finding } from '../../finding.js';
import type { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import type { Delivery } from '../../smtp/delivery.js';
import type { DeliverySubject } from '../../smtp/delivery-subject.js';
import { hostAndPort } from '../../smtp/host-and-port.js';
import type { SmtpStageKind } from '../../smtp/smtp-stage.js';

/** What was tried, and what came of it. */
export interface DeliveryCase {
  subject: DeliverySubject;
  delivery: Delivery;
}

interface DeliveryFindingParts {
  severity: FindingSeverity;
  code: FindingCode;
  /** What the server does, as the rest of a sentence that begins with its name. */
  says: string;
  /** What to do, or null when there is nothing. */
  hint: string | null;
  /** Where it ended; left out when it is about all of it. */
  stage?: SmtpStageKind | undefined;
  expected?: readonly string[];
  observed: readonly string[];
}

/** A finding about the server that was tried, which it names with its port. */
export function deliveryFinding(
  { subject, delivery }: DeliveryCase,
  { severity, code, says, hint, stage, expected, observed }: DeliveryFindingParts,
): Finding {
  const host = printableText(delivery.host);
  return {
    severity,
    code,
    message: `${stage ? `${stage}: ` : ''}${hostAndPort(host, subject.port)} ${says}${hint === null ? '' : ` ${hint}`}`,
    host,
    recordType: null,
    expected: expected ?? [expectedOf(subject)],
    observed,
    remediation: null,
  };
}

/** What the settings say, without the password. */
function expectedOf({ port, security, credentials }: DeliverySubject): string {
  return `port ${port}, ${security}, ${credentials === null ? 'nobody signs in' : 'with user name and password'}`;
}
