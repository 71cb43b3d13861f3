/** A value that a prepared statement takes; a list stands for `IN (?)` and must not be empty. */
export type SqlValue = SqlScalar | readonly SqlScalar[];
export type SqlScalar = string | number | boolean | Buffer | Date | null;

/** Writes `?, ?, ?` for a list, padded to a power of two. */
export function expandLists(
  sql: string,
  values: readonly SqlValue[],
): { sql: string; values: readonly SqlScalar[] } {
  if (!values.some(isList)) return { sql, values: values as readonly SqlScalar[] };
  const expanded = values.map((value) => (isList(value) ? padToPowerOfTwo(value) : [value]));
  let next = 0;
  return {
    sql: sql.replaceAll('?', () => expanded[next++]?.map(() => '?').join(', ') ?? '?'),
    values: expanded.flat(),
  };
}

function isList(value: SqlValue): value is readonly SqlScalar[] {
  return Array.isArray(value);
}

/**
 * Repeats the last of a list until its length is a power of two, so that lists of any length use few distinct statements
 * and never meet the server's limit on prepared ones.
 */
export function padToPowerOfTwo<T>(list: readonly T[]): T[] {
  if (list.length === 0) throw new RangeError('A list in SQL needs at least one value.');
  const length = 2 ** Math.ceil(Math.log2(list.length));
  return [...list, ...Array<T>(length - list.length).fill(list.at(-1) as T)];
}
