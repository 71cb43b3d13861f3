import type { EntityManager } from 'typeorm';
import { invalidId, rowIdFromGlobalId } from '../global-id.js';
import { notFound, type Problem, versionConflict } from '../problem.js';
import type { DeliveryServer } from './delivery-server.js';
import {
  type DeliveryServerRow,
  deliveryServerColumns,
  deliveryServerFromRow,
} from './delivery-server.row.js';

const select = `SELECT ${deliveryServerColumns(null)} FROM delivery_servers WHERE id = ?`;

/** The server that a change is aimed at, or why there is none. */
export interface ChangeTarget {
  current: DeliveryServer | null;
  problems: Problem[];
}

/**
 * Finds the server to change and holds its row until the transaction ends: who comes second sees what the first one
 * wrote. Without this, read-then-save loses most concurrent updates.
 * @param lock empty for who only looks
 */
export async function lockDeliveryServer(
  manager: EntityManager,
  id: string,
  expectedVersion: number | null | undefined,
  lock: 'FOR UPDATE' | '' = 'FOR UPDATE',
): Promise<ChangeTarget> {
  const rowId = rowIdFromGlobalId('ds', id);
  if (rowId === null) return { current: null, problems: [invalidId(['id'], 'ds')] };
  const [row]: DeliveryServerRow[] = await manager.query(`${select} ${lock}`, [rowId]);
  if (row === undefined) return { current: null, problems: [notFound(['id'], 'delivery server')] };
  const current = deliveryServerFromRow(row);
  const isExpected = (expectedVersion ?? current.version) === current.version;
  return { current, problems: isExpected ? [] : [versionConflict(['expectedVersion'], current.version)] };
}

/** Reads a server inside the transaction that has just written it. */
export async function readDeliveryServer(manager: EntityManager, rowId: number): Promise<DeliveryServer> {
  const [row]: DeliveryServerRow[] = await manager.query(select, [rowId]);
  if (row === undefined) throw new Error('A delivery server vanished inside its own transaction.');
  return deliveryServerFromRow(row);
}
