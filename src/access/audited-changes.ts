import type { FieldChange } from '../audit/audit-record.js';

type Values = Readonly<Record<string, string | number | Date | readonly string[] | null>>;

/** What differs of the values, by their names, as the audit trail tells it. @param before null for what is new */
export function changesBetween(before: Values | null, after: Values): FieldChange[] {
  return Object.entries(after).flatMap(([field, value]) => {
    const [from, to] = [textOf(before?.[field] ?? null), textOf(value)];
    return from === to ? [] : [{ field, from, to }];
  });
}

function textOf(value: Values[string]): string | null {
  const text = value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.join(', ') : value;
  return text === null || text === '' ? null : String(text);
}
