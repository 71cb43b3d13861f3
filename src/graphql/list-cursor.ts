import {
  type DeliveryServerOrder,
  DeliveryServerOrderField,
  type ListPosition,
} from '../delivery-servers/delivery-server-list.js';

const dateFields: readonly DeliveryServerOrderField[] = [
  DeliveryServerOrderField.CREATED_AT,
  DeliveryServerOrderField.UPDATED_AT,
  DeliveryServerOrderField.LAST_CHECKED_AT,
];

/** What a cursor of a list of servers holds: a place, and the order in which it is one. */
export function cursorContent({ field, direction }: DeliveryServerOrder, position: ListPosition) {
  return { ...position, order: `${field} ${direction}` };
}

/** The place that a cursor's content names, or null when it is none in a list of this order. */
export function placeInOrder(order: DeliveryServerOrder, content: unknown): ListPosition | null {
  const { order: name, value, rowId } = (content ?? {}) as Record<string, unknown>;
  if (name !== cursorContent(order, { value: null, rowId: 0 }).order || !Number.isInteger(rowId)) return null;
  const place = { rowId: rowId as number };
  if (value === null) return { value, ...place };
  if (dateFields.includes(order.field)) {
    const time = new Date(String(value));
    const year = time.getUTCFullYear();
    return year >= 1000 && year <= 9999 ? { value: time, ...place } : null;
  }
  return typeof value === 'string' || typeof value === 'number' ? { value, ...place } : null;
}
