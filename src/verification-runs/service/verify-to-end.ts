import type { IdempotentRequest } from '../../idempotency/write-once.js';
import type { Outcome } from '../../problems/problem.js';
import { createConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import type { VerificationRun } from '../verification-run.js';
import type { RunWaiter } from './run-waiter.js';
import type { RunRequest, VerificationRunService } from './verification-run.service.js';

interface VerifyToEndParts {
  service: Pick<VerificationRunService, 'verify'>;
  waiter: Pick<RunWaiter, 'untilDone'>;
  /** For how long to wait for a run. */
  milliseconds: number;
}

/**
 * Starts a run of one server, and waits until it is done or the time is over; the run goes on by itself.
 * @throws DeadlineError when too many wait already; then nothing was started
 */
export type VerifyToEnd = (
  id: string,
  request: RunRequest,
  idempotent: IdempotentRequest | null,
) => Promise<Outcome<VerificationRun>>;

const maxWaiting = 100;

export function createVerifyToEnd({ service, waiter, milliseconds }: VerifyToEndParts): VerifyToEnd {
  const limitConcurrency = createConcurrencyLimit({ running: maxWaiting, waiting: 0, milliseconds });
  return (id, request, idempotent) =>
    limitConcurrency('', async () => {
      const outcome = await service.verify(id, request, idempotent);
      if (outcome.result) await waiter.untilDone(outcome.result.rowId, milliseconds);
      return outcome;
    });
}
