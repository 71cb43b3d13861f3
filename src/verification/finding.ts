import { CheckStatus, FindingSeverity } from './check.js';
import type { RecordType } from './dns/dns-answer.js';
import type { FindingCode } from './finding-code.js';

/** One thing to know about a check. */
export interface Finding {
  severity: FindingSeverity;
  code: FindingCode;
  /** A sentence or two that somebody who knows no DNS understands. */
  message: string;
  /** The name that was asked about; null when the finding is about none. */
  host: string | null;
  recordType: RecordType | null;
  /** What ought to be there, one value each, printable; empty when that cannot be said. */
  expected: readonly string[];
  /** What is there, printable and cut at 2 KB; empty when nothing is. See `observedText`. */
  observed: readonly string[];
  /** What to publish; null when publishing a record is not what helps. */
  remediation: Remediation | null;
}

/** A record to publish in place of what is there. */
export interface Remediation {
  /** What to do, as a sentence. */
  summary: string;
  host: string;
  recordType: RecordType;
  /** The value as providers' forms take it: of a TXT record the whole text, without quotes. */
  value: string;
  /** The same as one line of a zone file: absolute name, TTL, quoted strings of up to 255 octets. */
  zoneLine: string;
}

const severities = [FindingSeverity.ERROR, FindingSeverity.FAIL, FindingSeverity.WARN] as const;

/**
 * The status of a check is that of its worst finding. ERROR is worse than FAIL: when a question that was needed had no
 * answer, nobody knows.
 */
export function statusOf(findings: readonly Pick<Finding, 'severity'>[]): CheckStatus {
  const worst = severities.find((severity) => findings.some((finding) => finding.severity === severity));
  return worst === undefined ? CheckStatus.PASS : CheckStatus[worst];
}
