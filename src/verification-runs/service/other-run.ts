import type { RunPlan } from '../run-plan.js';
import type { ActiveRun } from '../storage/request-runs.js';

/** The server is being measured, but not as was asked for. Nothing was started. */
export class OtherRunError extends Error {
  override name = 'OtherRunError';

  constructor(readonly runRowId: number) {
    super('Another run is under way.');
  }
}

/** @throws OtherRunError unless the run does all that is planned */
export function refuseOther(run: ActiveRun, { checks, deliveryMode, recipient }: RunPlan): void {
  const doesAll =
    checks.every((kind) => run.requestedChecks.includes(kind)) &&
    run.deliveryMode === deliveryMode &&
    run.recipient === recipient;
  if (!doesAll) throw new OtherRunError(run.rowId);
}
