import type { ListOrder, OrderColumn, Place } from '../../lists/list-order.js';

/** What a cursor holds: a place, and the list and the order in which it is one. */
export function cursorContent({ name, direction }: ListOrder, place: Place) {
  return { ...place, order: `${name} ${direction}` };
}

/** Reads the content of a cursor: the place that it names, or null when it is none in this list and order. */
export const placeIn =
  (order: ListOrder) =>
  (content: unknown): Place | null => {
    const { order: name, value, rowId } = (content ?? {}) as Record<string, unknown>;
    if (name !== cursorContent(order, { value: null, rowId: 0 }).order || !Number.isSafeInteger(rowId))
      return null;
    const placeValue = valueFrom(order, value);
    return placeValue === undefined ? null : { value: placeValue, rowId: rowId as number };
  };

function valueFrom({ holds, isNullable }: OrderColumn, value: unknown): Place['value'] | undefined {
  if (value === null) return isNullable ? value : undefined;
  switch (holds) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'time':
      return timeOf(value);
    default:
      return holds satisfies never;
  }
}

/** Times outside of these years are none that the database can compare with. */
function timeOf(value: unknown): Date | undefined {
  const time = new Date(String(value));
  const year = time.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? time : undefined;
}
