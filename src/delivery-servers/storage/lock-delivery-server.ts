import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { type ChangeTarget, notFound, type Problem, versionProblems } from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';
import type { DeliveryServer } from '../delivery-server.js';
import { deliveryServerColumns } from './delivery-server.columns.js';
import { type DeliveryServerRow, deliveryServerFromRow } from './delivery-server.row.js';

/** A row as it is now, and when the database read it: after the wait for its lock, unlike CURRENT_TIMESTAMP. */
export type CurrentRow = DeliveryServerRow & { read_at: Date };

/**
 * By its number each row is found alone. A server that prefers to walk through a small table would stop at every row that
 * somebody else holds.
 */
const select = `SELECT ${deliveryServerColumns(null)}, SYSDATE(3) AS read_at
  FROM delivery_servers FORCE INDEX (PRIMARY) WHERE id`;

/** The server that a change is aimed at, or why there is none. */
export interface LockedServer {
  current: DeliveryServer | null;
  row: CurrentRow | null;
  problems: Problem[];
}

/**
 * Finds the server to change and locks its row until the transaction ends: a second writer waits and sees what the first
 * one wrote. Without this, read-then-save loses most concurrent updates.
 * @param lock empty to read without a lock
 */
export async function lockDeliveryServer(
  manager: EntityManager,
  target: ChangeTarget,
  lock: Lock = 'FOR UPDATE',
): Promise<LockedServer> {
  const rowId = rowIdFromGlobalId('ds', target.id);
  if (rowId === null) return { current: null, row: null, problems: [invalidId(['id'], 'ds')] };
  const row = await readRow(manager, rowId, lock);
  if (row === null) return { current: null, row, problems: [notFound(['id'], 'delivery server')] };
  return lockedServer(row, target);
}

/** The server that a change is aimed at, its row being held already. */
export function lockedServer(row: CurrentRow, target: ChangeTarget): LockedServer {
  return { current: deliveryServerFromRow(row), row, problems: versionProblems(target, row.version) };
}

/** Holds those of the rows that nobody else holds, without waiting for the others. */
export async function lockFreeRows(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<Map<number, CurrentRow>> {
  if (rowIds.length === 0) return new Map();
  const sql = `${select} IN (?) FOR UPDATE SKIP LOCKED`;
  const rows = await execute<(CurrentRow & RowDataPacket)[]>(manager, sql, [rowIds]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Reads a server inside the transaction that has just created it. */
export async function readDeliveryServer(manager: EntityManager, rowId: number): Promise<DeliveryServer> {
  const row = await readRow(manager, rowId, '');
  if (row === null) throw new Error('A delivery server vanished inside its own transaction.');
  return deliveryServerFromRow(row);
}

type Lock = 'FOR UPDATE' | '';

async function readRow(manager: EntityManager, rowId: number, lock: Lock): Promise<CurrentRow | null> {
  const rows = await execute<(CurrentRow & RowDataPacket)[]>(manager, `${select} = ? ${lock}`, [rowId]);
  return rows[0] ?? null;
}
