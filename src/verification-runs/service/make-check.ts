import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsCheck, DnsCheckKind } from '../../verification/checks/dns-checks.js';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import type { VerificationSubject } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { measureCheck, undoneFinding } from '../../verification/measure-check.js';
import { undoneResult } from '../undone-result.js';

export interface MakeCheckParts {
  checks: Readonly<Record<DnsCheckKind, DnsCheck>>;
  report(error: unknown): void;
}

/** Makes a check of DNS. That it was not done in time, or has a fault, is its result. */
export async function makeCheck(
  { checks, report }: MakeCheckParts,
  kind: DnsCheckKind,
  subject: VerificationSubject,
  resolve: Resolve,
  milliseconds: number,
): Promise<CheckResult> {
  try {
    return await withDeadline(
      measureCheck(() => checks[kind](subject, resolve)),
      milliseconds,
    );
  } catch (error) {
    if (error instanceof DeadlineError)
      return undoneResult(kind, subject, undoneFinding(FindingCode.DEADLINE_REACHED));
    report(error);
    return undoneResult(kind, subject, undoneFinding(FindingCode.INTERNAL_FAULT));
  }
}
