import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { caseOf } from '../../sql/case-of.js';
import { execute } from '../../sql/execute.js';
import type { SqlScalar } from '../../sql/expand-lists.js';
import type { DeliveryServer } from '../delivery-server.js';
import type { ColumnValues } from './delivery-server.columns.js';
import { deliveryServerFromRow } from './delivery-server.row.js';
import type { CurrentRow } from './lock-delivery-server.js';

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

/** What a row that is locked is to hold, whether it does already or not. */
export interface RowWrite {
  before: CurrentRow;
  columns: ColumnValues;
}

export interface RowChange extends RowWrite {
  /** The server as the change leaves it. */
  server: DeliveryServer;
}

/**
 * The change of a row that is locked, its version counted. What the server is after it is known without reading it
 * again: the row was read under the lock, and strict mode stores what it is given or nothing.
 */
export function rowChangeOf(before: CurrentRow, columns: ColumnValues): RowChange {
  const changes = { ...columns, version: before.version + 1, updated_at: before.read_at };
  const { smtp_password_sealed: sealed } = columns;
  const hasPassword = sealed === undefined ? {} : { smtp_has_password: sealed === null ? 0 : 1 };
  return {
    before,
    columns: changes,
    server: deliveryServerFromRow({ ...before, ...changes, ...hasPassword }),
  };
}

/** Long values are written one by one: together they might be more than the database takes at once. */
const maxSharedLength = 4_096;

/**
 * Writes into several rows, with one statement for all that have short values for the same columns. Who sets many
 * values seldom changes more than one or two, so only columns in which a row is not yet as it should be are written.
 */
export async function updateRows(manager: EntityManager, changes: readonly RowWrite[]): Promise<void> {
  const alike = new Map<string, RowWrite[]>();
  for (const change of changes) {
    const names = Object.keys(change.columns).join(', ');
    alike.set(names, [...(alike.get(names) ?? []), change]);
  }
  for (const group of alike.values()) {
    const names = differing(group);
    if (group.length > 1 && isShareable(group, names)) await updateAlikeRows(manager, group, names);
    else {
      for (const { before, columns } of group) {
        await updateRow(manager, before.id, Object.fromEntries(names.map((name) => [name, columns[name]])));
      }
    }
  }
}

type ColumnName = keyof ColumnValues;

/** The columns in which a change differs from what is stored. A password always does: nobody has opened the stored one. */
function differing(changes: readonly RowWrite[]): ColumnName[] {
  const names = Object.keys(changes[0]?.columns ?? {}) as ColumnName[];
  return names.filter((name) =>
    changes.some(({ before, columns }) => columns[name] !== (before as ColumnValues)[name]),
  );
}

function isShareable(changes: readonly RowWrite[], names: readonly ColumnName[]): boolean {
  return changes.every(({ columns }) =>
    names.every((name) => {
      const value = columns[name];
      return !(typeof value === 'string' || Buffer.isBuffer(value)) || value.length <= maxSharedLength;
    }),
  );
}

async function updateAlikeRows(
  manager: EntityManager,
  changes: readonly RowWrite[],
  names: readonly ColumnName[],
): Promise<void> {
  const choices = names.map((name) =>
    caseOf(
      'id',
      changes.map(({ before, columns }) => [before.id, columns[name] as SqlScalar]),
    ),
  );
  const assignments = choices.map(({ sql }, index) => `${names[index]} = ${sql}`).join(', ');
  await execute(
    manager,
    // Looked up row by row: a walk through the table would wait for rows that others hold.
    `UPDATE delivery_servers FORCE INDEX (PRIMARY) SET ${assignments} WHERE id IN (?)`,
    [...choices.flatMap(({ values }) => values), changes.map(({ before }) => before.id)],
  );
}
