import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import type { CheckResult, DeliveryFacts } from '../../verification/check-result.js';
import { checkDelivery } from '../../verification/checks/check-delivery.js';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import { FindingCode } from '../../verification/finding-code.js';
import { measureCheck, undoneFinding } from '../../verification/measure-check.js';
import type { NetworkGuard } from '../../verification/network/network-guard.js';
import type { DeliverySubject } from '../../verification/smtp/delivery-subject.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import { undoneDelivery } from '../undone-result.js';

export interface MakeDeliveryParts {
  createResolve(signal: AbortSignal): Resolve;
  guard: NetworkGuard;
  /** PEM, in place of those that Node trusts; null for those. */
  authorities: readonly string[] | null;
  report(error: unknown): void;
}

/** For what should never come to pass: a delivery that does not end by itself, or at once when it is told to. */
const graceMilliseconds = 1_000;

/**
 * Makes a delivery test. That it was not done in time, or has a fault, is its result.
 * @param signal ends it at once; a test that was ended is told as interrupted
 * @param afterwards what is still found out when the server has said all, in a time of its own
 */
export async function makeDelivery(
  { createResolve, guard, authorities, report }: MakeDeliveryParts,
  subject: DeliverySubject,
  signal: AbortSignal,
  onStage: (stage: SmtpStage) => void,
  afterwards: (facts: DeliveryFacts) => Promise<DeliveryFacts> = async (facts) => facts,
): Promise<CheckResult> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const tools = {
    resolve: createResolve(over.signal),
    guard,
    signal: over.signal,
    onStage,
    ...(authorities && { authorities }),
  };
  try {
    return await measureCheck(async () =>
      afterwards(await withDeadline(checkDelivery(subject, tools), subject.milliseconds + graceMilliseconds)),
    );
  } catch (error) {
    if (error instanceof DeadlineError) return undoneDelivery(undoneFinding(FindingCode.DEADLINE_REACHED));
    report(error);
    return undoneDelivery(undoneFinding(FindingCode.INTERNAL_FAULT));
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
