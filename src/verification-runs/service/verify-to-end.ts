import type { IdempotentRequest } from '../../idempotency/write-once.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import type { Outcome } from '../../problems/problem.js';
import { createConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import type { RunPlan } from '../run-plan.js';
import type { RunUnderWay, VerificationRunRepository } from '../storage/verification-run.repository.js';
import type { VerificationRun } from '../verification-run.js';
import type { RunWaiter } from './run-waiter.js';
import type { RunRequest, VerificationRunService } from './verification-run.service.js';

interface VerifyToEndParts {
  service: Pick<VerificationRunService, 'verify' | 'planOf'>;
  runs: Pick<VerificationRunRepository, 'underWay'>;
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
  idempotent: IdempotentRequest | null,
) => Promise<Outcome<VerificationRun>>;

const maxWaiting = 100;

export function createVerifyToEnd({ service, runs, waiter, milliseconds }: VerifyToEndParts): VerifyToEnd {
  const limitConcurrency = createConcurrencyLimit({ running: maxWaiting, waiting: 0, milliseconds });
  return (id, request, idempotent) =>
    limitConcurrency('', async () => {
      const until = Date.now() + milliseconds;
      const untilDone = (rowId: number) => waiter.untilDone(rowId, Math.max(until - Date.now(), 0));
      const serverRowId = rowIdFromGlobalId('ds', id);
      const other = serverRowId === null ? null : await runs.underWay(serverRowId);
      if (other && !doesAllOf(service.planOf(request), other)) await untilDone(other.rowId);
      const outcome = await service.verify(id, request, idempotent);
      if (outcome.result) await untilDone(outcome.result.rowId);
      return outcome;
    });
}

function doesAllOf({ checks, deliveryMode, recipient }: RunPlan, run: RunUnderWay): boolean {
  return (
    checks.every((kind) => run.checks.includes(kind)) &&
    run.deliveryMode === deliveryMode &&
    run.recipient === recipient
  );
}
