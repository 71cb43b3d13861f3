import type { ResultSetHeader, RowDataPacket } from 'mysql2';
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

interface HeldRow extends RowDataPacket, HeldRun {
  version: number;
}

/**
 * Locks runs, in the order of their numbers so that two who do cannot wait in a ring.
 * @returns the versions of those that are still held, by their numbers: the others are another gateway's by now, over, or gone with
 * their servers
 */
export async function lockHeldRuns(
  manager: EntityManager,
  runs: readonly HeldRun[],
): Promise<Map<number, number>> {
  if (runs.length === 0) return new Map();
  const rows = await execute<HeldRow[]>(
    manager,
    `SELECT id AS rowId, gateway_id AS gatewayId, attempts AS attempt, version
     FROM verification_runs FORCE INDEX (PRIMARY) WHERE id IN (?) AND status = 'RUNNING' ORDER BY id FOR UPDATE`,
    [runs.map(({ rowId }) => rowId)],
  );
  const isHeld = ({ rowId, gatewayId, attempt }: HeldRun) =>
    runs.some((run) => run.rowId === rowId && run.gatewayId === gatewayId && run.attempt === attempt);
  return new Map(rows.filter(isHeld).map(({ rowId, version }) => [rowId, version]));
}

/**
 * Makes a step of each of these runs, which are locked, and counts it.
 * @param assignments what the step changes, and the values in it
 */
export async function takeSteps(
  manager: EntityManager,
  rowIds: readonly number[],
  assignments: string,
  values: readonly SqlScalar[],
): Promise<void> {
  await execute(
    manager,
    `UPDATE verification_runs FORCE INDEX (PRIMARY) SET version = version + 1 ${assignments} WHERE id IN (?)`,
    [...values, rowIds],
  );
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
    `UPDATE verification_runs FORCE INDEX (PRIMARY)
     SET lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND
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
