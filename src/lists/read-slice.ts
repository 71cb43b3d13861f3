import type { SharedRead } from '../batching/share-reads.js';
import type { ConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { allOf, type Condition, matchAll } from './condition.js';
import { conditionAfter, type ListOrder, orderBySql, reversed, type Slice } from './list-order.js';

interface OrderedTable {
  table: string;
  columns: string;
  order: ListOrder;
  condition: Condition;
  /** What a list that is narrowed down waits for, because reading it may look at every row. */
  limitConcurrency?: ConcurrencyLimit | undefined;
}

/** Reads a part of an ordered list with one statement. Costs the same wherever the part begins. */
export async function readSlice<Row>(
  read: SharedRead,
  { table, columns, order, condition, limitConcurrency }: OrderedTable,
  { after, before, limit, fromEnd, isInclusive, skip = 0 }: Slice & { skip?: number },
): Promise<readonly Readonly<Row>[]> {
  const where = allOf([
    condition,
    after ? conditionAfter(order, after, isInclusive) : matchAll,
    before ? conditionAfter(reversed(order), before, isInclusive) : matchAll,
  ]);
  // A whole list is always read along its index: by its statistics the server sometimes prefers to read all and sort.
  // With a filter there may be a better way, and the server chooses.
  const index = condition === matchAll ? `FORCE INDEX (${order.index})` : '';
  const rows = await read<Row>(
    `SELECT ${columns} FROM ${table} ${index} WHERE ${where.sql}
     ORDER BY ${orderBySql(fromEnd ? reversed(order) : order)}
     LIMIT ${Math.trunc(limit)}${skip > 0 ? ` OFFSET ${Math.trunc(skip)}` : ''}`,
    where.values,
    condition === matchAll ? undefined : limitConcurrency,
  );
  return fromEnd ? rows.toReversed() : rows;
}

/** How many rows a condition holds for. */
export async function countRows(
  read: SharedRead,
  table: string,
  { sql, values }: Condition,
  limitConcurrency?: ConcurrencyLimit,
): Promise<number> {
  const [row] = await read<{ count: number }>(
    `SELECT COUNT(*) AS count FROM ${table} WHERE ${sql}`,
    values,
    limitConcurrency,
  );
  return row?.count ?? 0;
}
