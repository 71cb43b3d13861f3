import type { ListOrder, OrderColumn, Place } from '../../lists/list-order.js';

/** What the cursor of an item holds: its place, and the list and the order in which it is one. */
export function cursorContent<Item>(order: ListOrder<Item>, item: Item, rowId: number) {
  return { value: order.valueIn(item), rowId, order: nameOf(order) };
}

function nameOf<Item>({ name, direction }: ListOrder<Item>): string {
  return `${name} ${direction}`;
}

/** Reads the content of a cursor: the place that it names, or null when it is none in this list and order. */
export const placeIn =
  <Item>(order: ListOrder<Item>) =>
  (content: unknown): Place | null => {
    const { order: name, value, rowId } = (content ?? {}) as Record<string, unknown>;
    if (name !== nameOf(order) || !Number.isSafeInteger(rowId)) return null;
    const placeValue = valueFrom(order, value);
    return placeValue === undefined ? null : { value: placeValue, rowId: rowId as number };
  };

function valueFrom<Item>(
  { holds, isNullable }: OrderColumn<Item>,
  value: unknown,
): Place['value'] | undefined {
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
