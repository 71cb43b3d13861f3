import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import type { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsCheck } from '../../verification/checks/dns-checks.js';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import type { VerificationSubject } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { measureCheck, undoneFinding } from '../../verification/measure-check.js';
import { undoneResult } from '../undone-result.js';

export interface MakeCheckParts {
  checks: Readonly<Partial<Record<CheckKind, DnsCheck>>>;
  report(error: unknown): void;
}

/** Makes a check. That it was not done in time, or has a fault, is its result. */
export async function makeCheck(
  { checks, report }: MakeCheckParts,
  kind: CheckKind,
  subject: VerificationSubject,
  resolve: Resolve,
  milliseconds: number,
): Promise<CheckResult> {
  try {
    const check = checks[kind];
    if (check === undefined) throw new Error(`There is no check ${kind}.`);
    return await withDeadline(
      measureCheck(() => check(subject, resolve)),
      milliseconds,
    );
  } catch (error) {
    if (error instanceof DeadlineError)
      return undoneResult(kind, subject, undoneFinding(FindingCode.DEADLINE_REACHED));
    report(error);
    return undoneResult(kind, subject, undoneFinding(FindingCode.INTERNAL_FAULT));
  }
}
