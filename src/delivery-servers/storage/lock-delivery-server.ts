import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { Sight } from '../../caller/sight.js';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { type ChangeTarget, notFound, type Problem, versionProblems } from '../../problems/problem.js';
import { lockSeen } from '../../sight/seen-servers.js';
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
  sight: Sight,
  lock: Lock = 'FOR UPDATE',
): Promise<LockedServer> {
  const rowId = rowIdFromGlobalId('ds', target.id);
  if (rowId === null) return { current: null, row: null, problems: [invalidId(['id'], 'ds')] };
  const rows = await lockSeen(manager, sight, [rowId], (seen) => readRows(manager, seen, lock));
  const row = rows.get(rowId) ?? null;
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
  return readRows(manager, rowIds, 'FOR UPDATE SKIP LOCKED');
}

/** Holds rows, having waited for each, in the order of their numbers so that two who do cannot wait in a ring. */
export async function lockRows(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<Map<number, CurrentRow>> {
  return readRows(manager, rowIds, 'ORDER BY id FOR UPDATE');
}

/** Reads a server inside the transaction that has just created it. */
export async function readDeliveryServer(manager: EntityManager, rowId: number): Promise<DeliveryServer> {
  return (await readDeliveryServers(manager, [rowId]))[0] as DeliveryServer;
}

/** The same of several, in their order. */
export async function readDeliveryServers(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<DeliveryServer[]> {
  const rows = await readRows(manager, rowIds, '');
  return rowIds.map((rowId) => {
    const row = rows.get(rowId);
    if (row === undefined) throw new Error('A delivery server vanished inside its own transaction.');
    return deliveryServerFromRow(row);
  });
}

type Lock = 'FOR UPDATE' | 'ORDER BY id FOR UPDATE' | 'FOR UPDATE SKIP LOCKED' | '';

async function readRows(
  manager: EntityManager,
  rowIds: readonly number[],
  lock: Lock,
): Promise<Map<number, CurrentRow>> {
  if (rowIds.length === 0) return new Map();
  const rows = await execute<(CurrentRow & RowDataPacket)[]>(manager, `${select} IN (?) ${lock}`, [rowIds]);
  return new Map(rows.map((row) => [row.id, row]));
}
