import type { WriteRequest } from '../../idempotency/write-request.js';
import type { Outcome } from '../../problems/problem.js';
import { createConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import type { VerificationRun } from '../verification-run.js';
import { OtherRunError } from './other-run.js';
import type { RunWaiter } from './run-waiter.js';
import type { RunRequest, VerificationRunService } from './verification-run.service.js';

interface VerifyToEndParts {
  service: Pick<VerificationRunService, 'verify'>;
  waiter: Pick<RunWaiter, 'untilDone'>;
  /** For how long to wait. */
  milliseconds: number;
}

/**
 * Starts a run of one server, and waits until it is done or the time is over; the run goes on by itself. A run that is
 * under way and does all that is wanted is as good; another one is waited for first.
 * @throws DeadlineError when too many wait already; then nothing was started
 */
export type VerifyToEnd = (
  id: string,
  request: RunRequest,
  write: WriteRequest,
) => Promise<Outcome<VerificationRun>>;

const maxWaiting = 100;

export function createVerifyToEnd({ service, waiter, milliseconds }: VerifyToEndParts): VerifyToEnd {
  const limitConcurrency = createConcurrencyLimit({ running: maxWaiting, waiting: 0, milliseconds });
  return (id, request, write) =>
    limitConcurrency('', async () => {
      const until = Date.now() + milliseconds;
      const untilDone = (rowId: number) => waiter.untilDone(rowId, Math.max(until - Date.now(), 0));
      for (;;) {
        const refusesOther = Date.now() < until;
        try {
          const outcome = await service.verify(id, { ...request, refusesOther }, write);
          if (outcome.result) await untilDone(outcome.result.rowId);
          return outcome;
        } catch (error) {
          if (!(error instanceof OtherRunError)) throw error;
          await untilDone(error.runRowId);
        }
      }
    });
}
