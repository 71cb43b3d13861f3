import type { DeliveryServer } from './delivery-server.js';

/** What a list of servers can be ordered by; the row number settles ties. */
export enum DeliveryServerOrderField {
  NAME = 'NAME',
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
  LAST_CHECKED_AT = 'LAST_CHECKED_AT',
  LEGACY_ID = 'LEGACY_ID',
}

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

export interface DeliveryServerOrder {
  field: DeliveryServerOrderField;
  direction: OrderDirection;
}

/** A place in an ordered list: what the server at that place is ordered by, and its row number. */
export interface ListPosition {
  value: string | number | Date | null;
  rowId: number;
}

interface OrderColumn {
  column: string;
  isNullable: boolean;
}

const columns: Readonly<Record<DeliveryServerOrderField, OrderColumn>> = {
  NAME: { column: 'name', isNullable: false },
  CREATED_AT: { column: 'created_at', isNullable: false },
  UPDATED_AT: { column: 'updated_at', isNullable: false },
  LAST_CHECKED_AT: { column: 'check_last_checked_at', isNullable: true },
  LEGACY_ID: { column: 'id', isNullable: false },
};

type Values = (string | number | Date)[];

export function orderBySql({ field, direction }: DeliveryServerOrder): string {
  const { column } = columns[field];
  return column === 'id' ? `id ${direction}` : `${column} ${direction}, id ${direction}`;
}

/**
 * What lies beyond a place in the list, in a form that the index of the column answers from that place on. Rows
 * without a value come first in ascending order and last in descending order, as the database has them.
 */
export function beyondSql(
  order: DeliveryServerOrder,
  { value, rowId }: ListPosition,
): { sql: string; values: Values } {
  const { column, isNullable } = columns[order.field];
  const isAscending = order.direction === OrderDirection.ASC;
  const past = isAscending ? '>' : '<';
  if (column === 'id') return { sql: `id ${past} ?`, values: [rowId] };
  if (value === null) {
    const rest = isAscending ? ` OR ${column} IS NOT NULL` : '';
    return { sql: `((${column} IS NULL AND id ${past} ?)${rest})`, values: [rowId] };
  }
  const beyond = `(${column} ${past}= ? AND (${column} ${past} ? OR id ${past} ?))`;
  const rest = isNullable && !isAscending ? ` OR ${column} IS NULL` : '';
  return { sql: `(${beyond}${rest})`, values: [value, value, rowId] };
}

/** The place of a server in the list. */
export function positionOf(server: DeliveryServer, { field }: DeliveryServerOrder): ListPosition {
  return { value: orderValues[field](server), rowId: server.legacyId };
}

const orderValues: Readonly<
  Record<DeliveryServerOrderField, (server: DeliveryServer) => ListPosition['value']>
> = {
  NAME: ({ name }) => name,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  LAST_CHECKED_AT: ({ verification }) => verification.lastCheckedAt,
  LEGACY_ID: ({ legacyId }) => legacyId,
};
