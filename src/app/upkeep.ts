import type { Logger } from 'pino';
import { EventFeed } from '../events/event-feed.js';
import { EventLog } from '../events/event-log.js';
import type { ClassifyFailure } from '../graphql/errors/error-policy.js';
import { deleteExpiredKeys } from '../idempotency/delete-expired-keys.js';
import { errorLogFields } from '../logging/log.js';
import { repeat } from '../scheduling/repeat.js';
import type { Read } from '../sql/read.js';
import { repeatable, type Transact } from '../sql/transact.js';

export interface UpkeepIntervals {
  /** How often changes become events although nobody follows them. */
  publishMilliseconds: number;
  /** How often old events are removed. */
  removalMilliseconds: number;
}

interface UpkeepParts {
  read: Read;
  transact: Transact;
  intervals: UpkeepIntervals;
  classifyFailure: ClassifyFailure;
  report(error: unknown): void;
  log: Logger;
}

const keyRemovalMilliseconds = 3_600_000;

/** Starts what the gateway does by itself: it makes events of changes, and removes what is old. */
export function startUpkeep({ read, transact, intervals, classifyFailure, report, log }: UpkeepParts) {
  const isUnavailable = (error: unknown) => classifyFailure(error) !== null;
  const onFailure = (error: unknown) => {
    if (!isUnavailable(error)) report(error);
  };
  const eventLog = new EventLog(read, repeatable(transact));
  const eventFeed = new EventFeed(eventLog, isUnavailable, report);
  const repetitions = [
    repeat(intervals.publishMilliseconds, () => eventLog.publishOutbox(), onFailure),
    repeat(intervals.removalMilliseconds, () => eventLog.removeOld(), onFailure),
    repeat(
      keyRemovalMilliseconds,
      () => deleteExpiredKeys(transact),
      (error) => log.warn(errorLogFields(error), 'old idempotency keys are not deleted yet'),
    ),
  ];
  return {
    eventFeed,
    stop: () => Promise.all([eventFeed, ...repetitions].map((each) => each.stop())),
  };
}
