/** A value that a prepared statement takes; a list stands for `IN (?)` and must not be empty. */
export type SqlValue = SqlScalar | readonly SqlScalar[];
export type SqlScalar = string | number | boolean | Buffer | Date | null;

/**
 * Writes `?, ?, ?` for a list. A list is padded to the next power of two by repeating its last value, so that lists
 * of any length use few distinct statements and never meet the server's limit on prepared ones.
 */
export function expandLists(
  sql: string,
  values: readonly SqlValue[],
): { sql: string; values: readonly SqlScalar[] } {
  if (!values.some(isList)) return { sql, values: values as readonly SqlScalar[] };
  const expanded = values.map((value) => (isList(value) ? padded(value) : [value]));
  let next = 0;
  return {
    sql: sql.replaceAll('?', () => expanded[next++]?.map(() => '?').join(', ') ?? '?'),
    values: expanded.flat(),
  };
}

function isList(value: SqlValue): value is readonly SqlScalar[] {
  return Array.isArray(value);
}

function padded(list: readonly SqlScalar[]): SqlScalar[] {
  const last = list.at(-1);
  if (last === undefined) throw new RangeError('A list in SQL needs at least one value.');
  const length = 2 ** Math.ceil(Math.log2(list.length));
  return [...list, ...Array<SqlScalar>(length - list.length).fill(last)];
}
