import { FindingSeverity } from '../verification/check.js';
import type { Finding } from '../verification/finding.js';
import { FindingCode } from '../verification/finding-code.js';

/** The SMTP password that is stored of a server does not open, so that nothing can be tried with it. */
export const damagedPasswordFinding: Finding = {
  severity: FindingSeverity.FAIL,
  code: FindingCode.SMTP_PASSWORD_DAMAGED,
  message:
    'The stored SMTP password cannot be opened: it was damaged, or sealed for another server or with a key that the gateway does not have. Store the password again, and check again.',
  host: null,
  recordType: null,
  expected: [],
  observed: [],
  remediation: null,
};
