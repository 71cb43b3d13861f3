import { CheckStatus, hasPassed } from '../verification/check.js';
import { settlingMilliseconds } from './settle-check.js';

/** How often servers are verified without being asked. */
export interface VerificationSchedule {
  /** Of servers that do not say it themselves; null for never. */
  everySeconds: number | null;
  /** Who gets the message of each run; null to send none. */
  sendsTo: string | null;
}

/** What a check was found to be, and what is held of it. */
export interface MeasuredCheck {
  measured: CheckStatus;
  settled: CheckStatus;
  checkedAt: Date;
}

/**
 * When a check that did not pass is made again, unless all are made before: soon while it may be a moment's trouble, after a
 * quarter of the interval when it is known to fail. Null for one that passed.
 */
export function retryTime(
  { measured, settled, checkedAt }: MeasuredCheck,
  intervalSeconds: number,
): Date | null {
  if (hasPassed(measured)) return null;
  const interval = intervalSeconds * 1_000;
  const isKnown = measured === CheckStatus.FAIL && settled === CheckStatus.FAIL;
  const pause = isKnown
    ? Math.max(settlingMilliseconds, interval / 4)
    : Math.min(settlingMilliseconds, interval);
  return new Date(checkedAt.getTime() + pause);
}
