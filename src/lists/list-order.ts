import type { SqlValue } from '../sql/expand-lists.js';
import type { Condition } from './condition.js';

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

/** What a list is ordered by, as its readers choose it. */
export interface OrderBy<Field extends string> {
  field: Field;
  direction: OrderDirection;
}

/** What a list can be ordered by. The row number settles ties, so that the order is total. */
export interface OrderColumn<Item> {
  column: string;
  /** The index that begins with the column; the row number is its end. */
  index: string;
  holds: 'text' | 'time' | 'number';
  /** Rows without a value come first in ascending order and last in descending order. */
  isNullable?: true;
  /** What an item has in the column. */
  valueIn(item: Item): Place['value'];
}

export function timeColumn<Item>(
  column: string,
  index: string,
  valueIn: (item: Item) => Date | null,
): OrderColumn<Item> {
  return { column, index, holds: 'time', valueIn };
}

export interface ListOrder<Item> extends OrderColumn<Item> {
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
  /** Begin and end at these places instead, with the items there if they are still there. */
  isInclusive?: boolean;
}

export function reversed<Item>(order: ListOrder<Item>): ListOrder<Item> {
  const direction = order.direction === OrderDirection.ASC ? OrderDirection.DESC : OrderDirection.ASC;
  return { ...order, direction };
}

export function orderBySql<Item>({ column, direction }: ListOrder<Item>): string {
  return column === 'id' ? `id ${direction}` : `${column} ${direction}, id ${direction}`;
}

/**
 * What comes after a place in the list, as ranges of the index, so that nothing before the place is looked at.
 * @param isInclusive whether the item at the place counts too
 */
export function conditionAfter<Item>(
  { column, direction, isNullable }: ListOrder<Item>,
  { value, rowId }: Place,
  isInclusive = false,
): Condition {
  const isAscending = direction === OrderDirection.ASC;
  const past = isAscending ? '>' : '<';
  const idPast = isInclusive ? `${past}=` : past;
  const ranges = (sql: string, ...values: SqlValue[]): Condition => ({ sql: `(${sql})`, values });
  if (column === 'id') return ranges(`id ${idPast} ?`, rowId);
  if (value !== null) {
    const rest = isNullable && !isAscending ? ` OR ${column} IS NULL` : '';
    return ranges(`(${column} = ? AND id ${idPast} ?) OR ${column} ${past} ?${rest}`, value, rowId, value);
  }
  // No row has so early a time. Without a second range MariaDB would take the column for a constant, miss that the
  // index is in order of the row number there, and sort all rows that have no value.
  const rest = isAscending ? `${column} IS NOT NULL` : `${column} < '1000-01-01'`;
  return ranges(`(${column} IS NULL AND id ${idPast} ?) OR ${rest}`, rowId);
}
