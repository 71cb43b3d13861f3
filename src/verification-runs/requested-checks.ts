import { type Problem, Reason } from '../problems/problem.js';
import { CheckKind } from '../verification/check.js';
import type { DnsCheckKind } from '../verification/checks/dns-checks.js';

const allKinds = Object.values(CheckKind);

/** Whether a check needs nothing but DNS. */
export function isDnsCheck(kind: CheckKind): kind is DnsCheckKind {
  return kind !== CheckKind.EMAIL_DELIVERY;
}

/** The checks that a request means: those that it names, else all, each once and in their order. */
export function requestedChecks(kinds: readonly CheckKind[] | null | undefined): CheckKind[] {
  return allKinds.filter((kind) => kinds?.includes(kind) ?? true);
}

export function requestedCheckProblems(kinds: readonly CheckKind[] | null | undefined): Problem[] {
  const message = 'Name at least one check, or leave this out for all of them.';
  return kinds?.length === 0 ? [{ path: ['checks'], reason: Reason.REQUIRED, message }] : [];
}
