import type { Logger } from 'pino';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import { errorLogFields } from '../logging/log.js';
import { createOutageLog } from '../logging/outage-log.js';
import { classifyDatabaseError } from '../sql/classify-database-error.js';

/**
 * What a failure means, and what the log says of it.
 * @param onDatabaseFailure told of every failure of the database, of one perhaps several times
 */
export function createFailurePolicy(
  log: Logger,
  onDatabaseFailure?: (failure: string, error: unknown) => void,
): FailurePolicy {
  const logOutage = createOutageLog(log);
  return {
    classifyFailure(error) {
      const failure = classifyDatabaseError(error);
      if (failure === null) return null;
      onDatabaseFailure?.(failure, error);
      logOutage(failure, error);
      return failure;
    },
    report: (error, requestId) => log.error({ requestId, ...errorLogFields(error) }, 'unexpected error'),
  };
}
