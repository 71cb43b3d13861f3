import type { Logger } from 'pino';
import { isDatabaseReadOnly, isDatabaseUnavailable } from './database/unavailable.js';
import { errorFacts } from './log.js';

const quietMilliseconds = 10_000;

/** Tells whether a failure is an outage of the database, and says so in the log, at most every 10 seconds. */
export function createOutageLog(log: Logger): (error: unknown) => boolean {
  let quietUntil = 0;
  return (error) => {
    const isOutage = isDatabaseUnavailable(error);
    if (isOutage && Date.now() >= quietUntil) {
      quietUntil = Date.now() + quietMilliseconds;
      log.warn(
        errorFacts(error),
        isDatabaseReadOnly(error) ? 'the database is read-only' : 'the database is not available',
      );
    }
    return isOutage;
  };
}
