import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { type Change, ChangeKind, ChangeSubject } from '../../events/change.js';
import { execute } from '../../sql/execute.js';
import type { SqlScalar } from '../../sql/expand-lists.js';

/** A run that a gateway holds, as long as it is that gateway's and in that attempt. */
export interface HeldRun {
  rowId: number;
  gatewayId: string;
  /** How often it was taken up, this time included. */
  attempt: number;
}

/**
 * Makes a step of a run and counts it, if the run is still held.
 * @param assignments what the step changes, and the values in it
 * @returns the number of the step; null when the run is another gateway's by now, or gone with its server
 */
export async function takeStep(
  manager: EntityManager,
  { rowId, gatewayId, attempt }: HeldRun,
  assignments = '',
  values: readonly SqlScalar[] = [],
): Promise<number | null> {
  // The database tells the number with its answer, as it does that of a new row.
  const { affectedRows, insertId } = await execute<ResultSetHeader>(
    manager,
    `UPDATE verification_runs SET version = LAST_INSERT_ID(version + 1) ${assignments}
     WHERE id = ? AND gateway_id = ? AND attempts = ? AND status = 'RUNNING'`,
    [...values, rowId, gatewayId, attempt],
  );
  return affectedRows > 0 ? insertId : null;
}

/**
 * Notes that the delivery test of a run begins, so that nobody begins it again: a message is not sent twice.
 * @returns false when the run is another gateway's by now, or gone with its server
 */
export async function beginDelivery(
  manager: EntityManager,
  { rowId, gatewayId, attempt }: HeldRun,
): Promise<boolean> {
  const { affectedRows } = await execute<ResultSetHeader>(
    manager,
    `UPDATE verification_runs SET stages = '[]'
     WHERE id = ? AND gateway_id = ? AND attempts = ? AND status = 'RUNNING'`,
    [rowId, gatewayId, attempt],
  );
  return affectedRows > 0;
}

/** What subscribers are told of a step. */
export function changeOfStep({ rowId }: Pick<HeldRun, 'rowId'>, version: number): Change {
  return { subject: ChangeSubject.VERIFICATION_RUN, kind: ChangeKind.UPDATED, rowId, version };
}

/** What the last step of a run changes. */
export const endOfRun = `, status = 'DONE', active_server_id = NULL, lease_until = NULL,
  finished_at = CURRENT_TIMESTAMP(3)`;

/** Keeps runs for longer. */
export async function renewLeases(
  manager: EntityManager,
  gatewayId: string,
  rowIds: readonly number[],
  leaseMilliseconds: number,
): Promise<void> {
  await execute(
    manager,
    `UPDATE verification_runs SET lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND
     WHERE id IN (?) AND gateway_id = ? AND status = 'RUNNING'`,
    [leaseMilliseconds * 1_000, rowIds, gatewayId],
  );
}

/** Lets go of all that a gateway that is stopped could not end: that is none of the attempts that count. */
export async function releaseRuns(manager: EntityManager, gatewayId: string): Promise<void> {
  await execute(
    manager,
    `UPDATE verification_runs SET gateway_id = NULL, lease_until = NULL, attempts = attempts - 1
     WHERE gateway_id = ? AND status = 'RUNNING'`,
    [gatewayId],
  );
}
