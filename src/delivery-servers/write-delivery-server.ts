import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../database/execute.js';
import type { SqlScalar } from '../database/expand-lists.js';
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

/** What is to be written into a row, and the server that it then is. */
export interface RowChange {
  rowId: number;
  columns: ColumnValues;
  server: DeliveryServer;
}

/**
 * The change of a row that is locked, its version counted. What the server is after it is known without reading it
 * again: the row was read under the lock, and strict mode stores what it is given or nothing.
 */
export function rowChange({ read_at: now, ...row }: CurrentRow, columns: ColumnValues): RowChange {
  const changes = { ...columns, version: row.version + 1, updated_at: now };
  const { smtp_password_sealed: sealed } = columns;
  const hasPassword = sealed === undefined ? {} : { smtp_has_password: sealed === null ? 0 : 1 };
  return {
    rowId: row.id,
    columns: changes,
    server: deliveryServerFromRow({ ...row, ...changes, ...hasPassword }),
  };
}

/** Long values are written one by one: together they might be more than the database takes at once. */
const longestShared = 4_096;

/** Writes into several rows, with one statement for all that have short values for the same columns. */
export async function updateRows(manager: EntityManager, changes: readonly RowChange[]): Promise<void> {
  const alike = new Map<string, RowChange[]>();
  for (const change of changes) {
    const names = Object.keys(change.columns).join(', ');
    alike.set(names, [...(alike.get(names) ?? []), change]);
  }
  for (const group of alike.values()) {
    if (group.length > 1 && group.every(isShareable)) await updateAlikeRows(manager, group);
    else for (const { rowId, columns } of group) await updateRow(manager, rowId, columns);
  }
}

/** An expression is text, which a sealed password is not. */
function isShareable({ columns }: RowChange): boolean {
  return Object.values(columns).every(
    (value) => !Buffer.isBuffer(value) && !(typeof value === 'string' && value.length > longestShared),
  );
}

async function updateAlikeRows(manager: EntityManager, changes: readonly RowChange[]): Promise<void> {
  // In lengths of powers of two, so that there are few distinct statements; who comes twice is written once.
  const length = 2 ** Math.ceil(Math.log2(changes.length));
  const rows = Array.from(
    { length },
    (_, index) => changes[Math.min(index, changes.length - 1)] as RowChange,
  );
  const names = Object.keys(rows[0]?.columns ?? {}) as (keyof ColumnValues)[];
  const cases = rows.map(() => 'WHEN ? THEN ?').join(' ');
  const assignments = names.map((name) => `${name} = CASE id ${cases} END`);
  const places = rows.map(() => '?').join(', ');
  const values: SqlScalar[] = [];
  for (const name of names) {
    for (const { rowId, columns } of rows) values.push(rowId, columns[name] as SqlScalar);
  }
  for (const { rowId } of rows) values.push(rowId);
  const sql = `UPDATE delivery_servers SET ${assignments.join(', ')} WHERE id IN (${places})`;
  await execute(manager, sql, values);
}
