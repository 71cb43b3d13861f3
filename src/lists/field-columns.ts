/** The columns that each field of an object is read from, under the name of the field. */
export type FieldColumns = Readonly<Record<string, string>>;

/** The columns of fields that hold one another, under the names of the innermost ones; two of one name are read both. */
export function fieldColumnsOf(...sources: readonly object[]): FieldColumns {
  const columns: Record<string, string> = {};
  const collect = (source: object): void => {
    for (const [name, value] of Object.entries(source)) {
      if (typeof value !== 'string') collect(value);
      else columns[name] = columns[name] === undefined ? value : `${columns[name]}, ${value}`;
    }
  };
  for (const source of sources) collect(source);
  return columns;
}

/** The fields to read; what is not among them is undefined in the object. Null for all. */
export type FieldNames = ReadonlySet<string> | null;

/**
 * Tells what to SELECT for fields: their columns and those that are always read, each once. Names that are not fields of
 * the object do no harm. The names that documents ask for are kept with them, so most are looked at once.
 */
export function createColumns(columns: FieldColumns, always: string): (fields: FieldNames) => string {
  const selectCache = new WeakMap<ReadonlySet<string>, string>();
  const select = (names: readonly string[]) =>
    [...new Set([always, ...names.map((name) => columns[name])])].join(', ');
  const all = select(Object.keys(columns));
  return (fields) => {
    if (fields === null) return all;
    const before = selectCache.get(fields);
    if (before !== undefined) return before;
    const selected = select(Object.keys(columns).filter((name) => fields.has(name)));
    selectCache.set(fields, selected);
    return selected;
  };
}
