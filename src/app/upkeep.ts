import type { Logger } from 'pino';
import { removeEmptyCounts } from '../access/storage/failure-counts.js';
import { placeText } from '../audit/chain-place.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import { deleteExpiredKeys } from '../idempotency/delete-expired-keys.js';
import { errorLogFields } from '../logging/log.js';
import { repeat } from '../scheduling/repeat.js';
import type { Transact } from '../sql/transact.js';
import { removeOldRuns } from '../verification-runs/storage/remove-old-runs.js';
import type { Services } from './services.js';

export interface UpkeepIntervals {
  /** How often changes become events although nobody follows them, and entries of the audit trail are linked. */
  publishMilliseconds: number;
  /** How often old events and entries of the audit trail are removed. */
  removalMilliseconds: number;
}

interface UpkeepParts extends FailurePolicy {
  transact: Transact;
  intervals: UpkeepIntervals;
  /** For how long entries of the audit trail are kept; 0 for ever. */
  auditRetentionDays: number;
  log: Logger;
}

const hourMilliseconds = 3_600_000;

/** Starts what the gateway does by itself: it makes events of changes, links the audit trail, and removes what is old. */
export function startUpkeep(
  { eventLog, auditChain }: Pick<Services, 'eventLog' | 'auditChain'>,
  parts: UpkeepParts,
) {
  const { transact, intervals, auditRetentionDays, classifyFailure, report, log } = parts;
  const onFailure = (error: unknown) => {
    if (classifyFailure(error) === null) report(error);
  };
  let notedPosition = 0;
  /** Where the log goes nobody can change it from the database: what stands there must still be in the chain later. */
  const noteHead = async () => {
    const head = await auditChain.head();
    if (head.position !== notedPosition) log.info({ head: placeText(head) }, 'head of the audit trail');
    notedPosition = head.position;
  };
  const repetitions = [
    repeat(intervals.publishMilliseconds, () => eventLog.publishOutbox(), onFailure),
    repeat(intervals.publishMilliseconds, () => auditChain.link(), onFailure),
    repeat(intervals.removalMilliseconds, () => eventLog.removeOld(), onFailure),
    repeat(intervals.removalMilliseconds, () => removeEmptyCounts(transact), onFailure),
    repeat(hourMilliseconds, noteHead, onFailure),
    ...(auditRetentionDays > 0
      ? [repeat(intervals.removalMilliseconds, () => auditChain.removeOld(auditRetentionDays), onFailure)]
      : []),
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
  return {
    async stop() {
      await Promise.all(repetitions.map((each) => each.stop()));
      await auditChain.link().then(noteHead).catch(onFailure);
    },
  };
}
