import type { Logger } from 'pino';
import type { DatabaseFailure } from '../problems/failure.js';
import { databaseFailure } from '../sql/unavailable.js';
import { errorFacts } from './log.js';

const quietMilliseconds = 10_000;

const lines: Readonly<Record<DatabaseFailure, string>> = {
  UNAVAILABLE: 'the database is not available',
  READ_ONLY: 'the database is read-only',
  DISK_FULL: 'the database has no room left',
  OUTCOME_UNKNOWN: 'the database did not say whether it has committed',
  TOO_SLOW: 'a statement took too long',
};

/** Tells what a failure of the database means, and says so in the log, of each kind at most every 10 seconds. */
export function createOutageLog(log: Logger): (error: unknown) => DatabaseFailure | null {
  const quietUntil = new Map<DatabaseFailure, number>();
  return (error) => {
    const failure = databaseFailure(error);
    if (failure !== null && Date.now() >= (quietUntil.get(failure) ?? 0)) {
      quietUntil.set(failure, Date.now() + quietMilliseconds);
      log.warn(errorFacts(error), lines[failure]);
    }
    return failure;
  };
}
