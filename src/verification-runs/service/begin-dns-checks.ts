import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import type { DnsCheckKind } from '../../verification/checks/dns-checks.js';
import type { VerificationSubject } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import type { BegunCheck, DnsJudge } from '../../verification/thread/dns-judge.js';
import { DnsThreadEnded } from '../../verification/thread/dns-thread.js';
import { undoneResult } from '../undone-result.js';

export interface DnsChecksParts {
  dnsJudge: Pick<DnsJudge, 'check'>;
  report(error: unknown): void;
}

/**
 * Begins checks of DNS, all at once. One that is not done in time, or has a fault, tells that as its result.
 * @param signal ends their questions when nobody waits any more
 */
export function beginDnsChecks(
  { dnsJudge, report }: DnsChecksParts,
  kinds: readonly DnsCheckKind[],
  subject: VerificationSubject,
  milliseconds: number,
  signal?: AbortSignal,
): BegunCheck[] {
  const undone = (kind: DnsCheckKind, error: unknown) => {
    const isLate = error instanceof DeadlineError;
    // The end of a thread is reported once, and not for each check.
    if (!isLate && !(error instanceof DnsThreadEnded)) report(error);
    const code = isLate ? FindingCode.DEADLINE_REACHED : FindingCode.INTERNAL_FAULT;
    return undoneResult(kind, subject, undoneFinding(code));
  };
  return dnsJudge.check(kinds, subject, milliseconds, signal).map(({ kind, result }) => ({
    kind,
    result: withDeadline(result, milliseconds).catch((error) => undone(kind, error)),
  }));
}
