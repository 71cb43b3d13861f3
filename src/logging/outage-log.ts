import type { Logger } from 'pino';
import type { DatabaseFailure } from '../problems/failure.js';
import { errorLogFields } from './log.js';

const quietMilliseconds = 10_000;

const lines: Readonly<Record<DatabaseFailure, string>> = {
  UNAVAILABLE: 'the database is not available',
  READ_ONLY: 'the database is read-only',
  DISK_FULL: 'the database has no room left',
  OUTCOME_UNKNOWN: 'the database did not say whether it has committed',
  TOO_SLOW: 'a statement took too long',
};

/** Logs failures of the database, of each kind one at most every 10 seconds. */
export function createOutageLog(log: Logger): (failure: DatabaseFailure, error: unknown) => void {
  const quietUntil = new Map<DatabaseFailure, number>();
  return (failure, error) => {
    if (Date.now() < (quietUntil.get(failure) ?? 0)) return;
    quietUntil.set(failure, Date.now() + quietMilliseconds);
    log.warn(errorLogFields(error), lines[failure]);
  };
}
