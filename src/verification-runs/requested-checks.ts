import { type Problem, Reason } from '../problems/problem.js';
import { CheckKind } from '../verification/check.js';
import { dnsChecks } from '../verification/checks/dns-checks.js';

const allKinds = Object.values(CheckKind);

/** The checks that need nothing but DNS, in their order. */
export const dnsCheckKinds = allKinds.filter((kind) => dnsChecks[kind] !== undefined);

/** The checks that a request means: those that it names, else all, each once and in their order. */
export function requestedChecks(
  kinds: readonly CheckKind[] | null | undefined,
  all: readonly CheckKind[] = allKinds,
): CheckKind[] {
  return all.filter((kind) => kinds?.includes(kind) ?? true);
}

export function requestedCheckProblems(kinds: readonly CheckKind[] | null | undefined): Problem[] {
  const message = 'Name at least one check, or leave this out for all of them.';
  return kinds?.length === 0 ? [{ path: ['checks'], reason: Reason.REQUIRED, message }] : [];
}
