import { type Problem, Reason } from '../problems/problem.js';
import { CheckKind } from '../verification/check.js';
import { dnsChecks } from '../verification/checks/dns-checks.js';

/** The checks that can be made, in their order. */
const measuredKinds = Object.values(CheckKind).filter((kind) => dnsChecks[kind] !== undefined);

/** The checks that a request means: those that it names, else all, each once and in their order. */
export function requestedChecks(kinds: readonly CheckKind[] | null | undefined): CheckKind[] {
  return measuredKinds.filter((kind) => kinds?.includes(kind) ?? true);
}

export function requestedCheckProblems(kinds: readonly CheckKind[] | null | undefined): Problem[] {
  if (kinds?.length === 0) {
    const message = 'Name at least one check, or leave this out for all of them.';
    return [{ path: ['checks'], reason: Reason.REQUIRED, message }];
  }
  const message = 'Delivery is not measured yet: only the checks of DNS are.';
  return (kinds ?? []).flatMap((kind, index) =>
    measuredKinds.includes(kind) ? [] : [{ path: ['checks', `${index}`], reason: Reason.INVALID, message }],
  );
}
