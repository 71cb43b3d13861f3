import type { Logger } from 'pino';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import { deleteExpiredKeys } from '../idempotency/delete-expired-keys.js';
import { errorLogFields } from '../logging/log.js';
import { repeat } from '../scheduling/repeat.js';
import type { Transact } from '../sql/transact.js';
import { removeOldRuns } from '../verification-runs/storage/remove-old-runs.js';
import type { Services } from './services.js';

export interface UpkeepIntervals {
  /** How often changes become events although nobody follows them. */
  publishMilliseconds: number;
  /** How often old events are removed. */
  removalMilliseconds: number;
}

interface UpkeepParts extends FailurePolicy {
  transact: Transact;
  intervals: UpkeepIntervals;
  log: Logger;
}

const hourMilliseconds = 3_600_000;

/** Starts what the gateway does by itself: it makes events of changes, and removes what is old. */
export function startUpkeep({ eventLog }: Pick<Services, 'eventLog'>, parts: UpkeepParts) {
  const { transact, intervals, classifyFailure, report, log } = parts;
  const onFailure = (error: unknown) => {
    if (classifyFailure(error) === null) report(error);
  };
  const repetitions = [
    repeat(intervals.publishMilliseconds, () => eventLog.publishOutbox(), onFailure),
    repeat(intervals.removalMilliseconds, () => eventLog.removeOld(), onFailure),
    repeat(
      hourMilliseconds,
      () => deleteExpiredKeys(transact),
      (error) => log.warn(errorLogFields(error), 'old idempotency keys are not deleted yet'),
    ),
    repeat(
      hourMilliseconds,
      () => removeOldRuns(transact),
      (error) => log.warn(errorLogFields(error), 'old verification runs are not removed yet'),
    ),
  ];
  return { stop: () => Promise.all(repetitions.map((each) => each.stop())) };
}
