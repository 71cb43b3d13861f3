import type { SqlValue } from '../database/expand-lists.js';
import type { Condition } from './condition.js';

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

/** What a list can be ordered by. The row number settles ties, so that the order is total. */
export interface OrderColumn {
  column: string;
  /** The index that begins with the column; the row number is its end. */
  index: string;
  holds: 'text' | 'time' | 'number';
  /** Rows without a value come first in ascending order and last in descending order. */
  isNullable?: true;
}

export interface ListOrder extends OrderColumn {
  /** The list and what it is ordered by: no other list has the same. */
  name: string;
  direction: OrderDirection;
}

/** A place in an ordered list: what the item there is ordered by, and its row number. */
export interface Place {
  value: string | number | Date | null;
  rowId: number;
}

/** Which part of an ordered list to read; items come in its order also when they are read from the end. */
export interface Slice<Position = Place> {
  /** Begin after this place. */
  after: Position | null;
  /** End before this place. */
  before: Position | null;
  limit: number;
  /** Read the last items of that part instead of the first. */
  fromEnd: boolean;
}

export const reversed = (order: ListOrder): ListOrder => ({
  ...order,
  direction: order.direction === OrderDirection.ASC ? OrderDirection.DESC : OrderDirection.ASC,
});

export function orderBySql({ column, direction }: ListOrder): string {
  return column === 'id' ? `id ${direction}` : `${column} ${direction}, id ${direction}`;
}

/** What lies beyond a place in the list, as ranges of the index, so that nothing before the place is looked at. */
export function beyond({ column, direction, isNullable }: ListOrder, { value, rowId }: Place): Condition {
  const isAscending = direction === OrderDirection.ASC;
  const past = isAscending ? '>' : '<';
  const ranges = (sql: string, ...values: SqlValue[]): Condition => ({ sql: `(${sql})`, values });
  if (column === 'id') return ranges(`id ${past} ?`, rowId);
  if (value !== null) {
    const rest = isNullable && !isAscending ? ` OR ${column} IS NULL` : '';
    return ranges(`(${column} = ? AND id ${past} ?) OR ${column} ${past} ?${rest}`, value, rowId, value);
  }
  // No row has so early a time. Without a second range MariaDB would take the column for a constant, miss that the
  // index is in order of the row number there, and sort all rows that have no value.
  const rest = isAscending ? `${column} IS NOT NULL` : `${column} < '1000-01-01'`;
  return ranges(`(${column} IS NULL AND id ${past} ?) OR ${rest}`, rowId);
}
