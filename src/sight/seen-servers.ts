import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { Sight } from '../caller/sight.js';
import { type Condition, matchAll } from '../lists/condition.js';
import { execute } from '../sql/execute.js';

/**
 * Holds where a column has the number of a server that is in sight. Adds nothing to the statement for whoever sees all.
 * @param column a column, or another expression
 */
export function isSeen({ tag }: Sight, column: string): Condition {
  if (tag === null) return matchAll;
  return {
    sql: `${column} IN (SELECT delivery_server_id FROM delivery_server_tags WHERE tag = ?)`,
    values: [tag],
  };
}

const maxPerStatement = 500;

/**
 * Locks those of the servers that are in sight. A server that is not is left alone: whoever waited for another one's
 * lock of it would know that it is there. While a server is locked nobody changes its tags.
 * @param lock locks servers and gives what it found by their numbers; is given none when none is in sight
 */
export async function lockSeen<Row>(
  manager: EntityManager,
  sight: Sight,
  rowIds: readonly number[],
  lock: (rowIds: readonly number[]) => Promise<Map<number, Row>>,
): Promise<Map<number, Row>> {
  if (sight.tag === null) return lock(rowIds);
  const rows = await lock(await seenOf(manager, sight.tag, rowIds));
  // The tag may have been taken away during the wait.
  const seen = new Set(await seenOf(manager, sight.tag, [...rows.keys()]));
  return new Map([...rows].filter(([rowId]) => seen.has(rowId)));
}

/** Those of the servers that have the tag, in their order. */
async function seenOf(manager: EntityManager, tag: string, rowIds: readonly number[]): Promise<number[]> {
  const seen = new Set<number>();
  for (let start = 0; start < rowIds.length; start += maxPerStatement) {
    const rows = await execute<({ id: number } & RowDataPacket)[]>(
      manager,
      'SELECT delivery_server_id AS id FROM delivery_server_tags WHERE delivery_server_id IN (?) AND tag = ?',
      [rowIds.slice(start, start + maxPerStatement), tag],
    );
    for (const { id } of rows) seen.add(id);
  }
  return rowIds.filter((rowId) => seen.has(rowId));
}
