import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../database/execute.js';
import type { DeliveryServer } from './delivery-server.js';
import { type DeliveryServerRow, deliveryServerFromRow } from './delivery-server.row.js';
import type { CurrentRow } from './lock-delivery-server.js';

/** What to write, by column. */
export type ColumnValues = Partial<Omit<DeliveryServerRow, 'id' | 'smtp_has_password'>> & {
  smtp_password_sealed?: Buffer | null;
};

/** Adds a row and gives its number. */
export async function insertRow(manager: EntityManager, columns: ColumnValues): Promise<number> {
  const names = Object.keys(columns);
  const { insertId } = await execute<ResultSetHeader>(
    manager,
    `INSERT INTO delivery_servers (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(columns),
  );
  return insertId;
}

/** Writes into a row, and nothing else. */
export async function updateRow(manager: EntityManager, rowId: number, columns: ColumnValues): Promise<void> {
  const assignments = Object.keys(columns).map((name) => `${name} = ?`);
  const sql = `UPDATE delivery_servers SET ${assignments.join(', ')} WHERE id = ?`;
  await execute(manager, sql, [...Object.values(columns), rowId]);
}

/**
 * Changes a row that is locked, counts its version, and gives the server as it is now. That is known without reading it
 * again: the row was read under the lock, and strict mode stores what it is given or nothing.
 */
export async function changeRow(
  manager: EntityManager,
  { read_at: now, ...row }: CurrentRow,
  columns: ColumnValues,
): Promise<DeliveryServer> {
  const changes = { ...columns, version: row.version + 1, updated_at: now };
  await updateRow(manager, row.id, changes);
  const { smtp_password_sealed: sealed } = columns;
  const hasPassword = sealed === undefined ? {} : { smtp_has_password: sealed === null ? 0 : 1 };
  return deliveryServerFromRow({ ...row, ...changes, ...hasPassword });
}
