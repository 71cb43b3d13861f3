import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';

type LockableTable = 'delivery_servers' | 'user_groups';

/**
 * Locks rows of a table, and tells which there are: in the order of their numbers, as every such list does, so that two lists
 * cannot wait in a ring.
 */
export async function lockRows(
  manager: EntityManager,
  table: LockableTable,
  rowIds: readonly number[],
): Promise<Set<number>> {
  if (rowIds.length === 0) return new Set();
  const rows = await execute<({ id: number } & RowDataPacket)[]>(
    manager,
    `SELECT id FROM ${table} FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [[...new Set(rowIds)].sort((one, other) => one - other)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The rows that have exactly one of these names. */
export async function rowsWithNames(
  manager: EntityManager,
  table: LockableTable,
  names: readonly string[],
): Promise<{ id: number; name: string }[]> {
  if (names.length === 0) return [];
  const rows = await execute<({ id: number; name: string } & RowDataPacket)[]>(
    manager,
    `SELECT id, name FROM ${table} WHERE name IN (?)`,
    [[...new Set(names)]],
  );
  // The database takes A for a.
  return rows.filter(({ name }) => names.includes(name));
}
