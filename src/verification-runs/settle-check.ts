import { CheckStatus, hasPassed } from '../verification/check.js';
import type { CheckResult } from '../verification/check-result.js';
import { VerificationTrigger } from './verification-run.js';

/** What is held of a check over its measurements, so that one that goes wrong for a moment is no news. */
export interface SettledCheck {
  /** PASS, WARN or FAIL; NOT_CHECKED as long as no measurement could say. */
  status: CheckStatus;
  /** Since when; null while there is nothing to hold. */
  since: Date | null;
  /** The first of the failures in a row that were the last to be measured; null when the last one passed. */
  failingSince: Date | null;
}

export const unsettled: SettledCheck = { status: CheckStatus.NOT_CHECKED, since: null, failingSince: null };

/** How far apart two failures in a row have to be for a check that passed to be held to fail. */
export const settlingMilliseconds = 10 * 60_000;

/**
 * What is held of a check after one more measurement.
 *
 *     NOT_CHECKED ──► PASS, WARN or FAIL, as the first measurement says
 *     PASS, WARN  ──► FAIL with a failure that is 10 minutes after the first one in a row
 *     FAIL        ──► PASS or WARN at once
 *
 * An ERROR says nothing of the check: it changes nothing and ends no row.
 */
export function settleCheck(
  before: SettledCheck,
  { status, checkedAt }: Pick<CheckResult, 'status' | 'checkedAt'>,
): SettledCheck {
  if (hasPassed(status)) {
    const since = status === before.status ? before.since : checkedAt;
    return { status, since, failingSince: null };
  }
  if (status !== CheckStatus.FAIL) return before;
  const failingSince = before.failingSince ?? checkedAt;
  const isNews = before.status !== CheckStatus.FAIL;
  if (hasPassed(before.status) && checkedAt.getTime() - failingSince.getTime() < settlingMilliseconds)
    return { ...before, failingSince };
  return { status, since: isNews ? failingSince : before.since, failingSince };
}

/**
 * Whether a measurement becomes the status that a server shows of a check. Somebody who asked wants to see what was found;
 * what the schedule finds is shown when it is settled.
 * @param shown the status that the server shows until then, measured or reported
 * @param settled what is held of the check after the measurement
 */
export function isShownAtOnce(
  shown: CheckStatus | undefined,
  measured: CheckStatus,
  settled: CheckStatus,
  trigger: VerificationTrigger,
): boolean {
  if (trigger === VerificationTrigger.REQUESTED || hasPassed(measured)) return true;
  return measured === CheckStatus.FAIL ? settled === CheckStatus.FAIL : shown === CheckStatus.NOT_CHECKED;
}
