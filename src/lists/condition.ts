import type { SqlValue } from '../sql/expand-lists.js';

/** A part of a WHERE clause. Values are parameters, never text in it. */
export interface Condition {
  sql: string;
  values: readonly SqlValue[];
}

/** Holds for every row: what is asked of a list without a filter. */
export const matchAll: Condition = { sql: 'TRUE', values: [] };

const matchNone: Condition = { sql: 'FALSE', values: [] };

/** Holds where all of them do: everywhere, when there are none. */
export function allOf(conditions: readonly Condition[]): Condition {
  const real = conditions.filter((condition) => condition !== matchAll);
  return joined(real, 'AND') ?? matchAll;
}

/** Holds where one of them does: nowhere, when there are none. */
export function anyOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, 'OR') ?? matchNone;
}

/** Holds where the other does not, also where the other is unknown because a column is empty. */
export function negate({ sql, values }: Condition): Condition {
  return { sql: `(${sql}) IS NOT TRUE`, values };
}

/** Holds where an expression has one of these values. */
export function isOneOf(expression: string, values: readonly (string | number)[]): Condition {
  return values.length === 0 ? matchNone : { sql: `${expression} IN (?)`, values: [values] };
}

function joined(conditions: readonly Condition[], operator: 'AND' | 'OR'): Condition | null {
  const [first, ...others] = conditions;
  if (!first || others.length === 0) return first ?? null;
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(` ${operator} `)})`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** The condition for a part of a filter that is given; null and left out are the same. */
export function whenGiven<T>(value: T | null | undefined, condition: (value: T) => Condition): Condition {
  return value === null || value === undefined ? matchAll : condition(value);
}
