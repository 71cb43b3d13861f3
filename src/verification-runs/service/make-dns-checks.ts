import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsCheckKind } from '../../verification/checks/dns-checks.js';
import type { VerificationSubject } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import type { DnsJudge } from '../../verification/thread/dns-judge.js';
import { undoneResult } from '../undone-result.js';
import { withEndOfQuestions } from './with-end-of-questions.js';

export interface DnsChecksParts {
  dnsJudge: Pick<DnsJudge, 'check'>;
  report(error: unknown): void;
}

/**
 * Makes checks of DNS at once. That one was not done in time, or has a fault, is its result.
 * @param follow waits for a check that has begun; the questions of all end when nothing is waited for any more
 */
export function makeDnsChecks<T>(
  { dnsJudge, report }: DnsChecksParts,
  kinds: readonly DnsCheckKind[],
  subject: VerificationSubject,
  milliseconds: number,
  follow: (made: Promise<CheckResult>, kind: DnsCheckKind) => Promise<T>,
): Promise<T[]> {
  const undone = (kind: DnsCheckKind, error: unknown) => {
    const isLate = error instanceof DeadlineError;
    if (!isLate) report(error);
    const code = isLate ? FindingCode.DEADLINE_REACHED : FindingCode.INTERNAL_FAULT;
    return undoneResult(kind, subject, undoneFinding(code));
  };
  return withEndOfQuestions(milliseconds, (end) =>
    Promise.all(
      dnsJudge.check(kinds, subject, end).map(({ kind, result }) =>
        follow(
          withDeadline(result, milliseconds).catch((error) => undone(kind, error)),
          kind,
        ),
      ),
    ),
  );
}
