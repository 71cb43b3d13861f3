import { type Problem, Reason } from './problem.js';

/** Type prefixes of the ids that callers see: `ds_123` is the delivery server that the legacy API calls 123. */
export type IdPrefix = 'ds' | 'ug' | 'vr' | 'ct' | 'key' | 'adm' | 'au' | 'ev';

const maxInt = 2 ** 31 - 1;
const maxId = {
  ds: maxInt,
  ug: maxInt,
  vr: maxInt,
  ct: maxInt,
  key: maxInt,
  adm: maxInt,
  au: Number.MAX_SAFE_INTEGER,
  ev: Number.MAX_SAFE_INTEGER,
};

/** The public id of a row: type prefix and row number. */
export function globalId(prefix: IdPrefix, rowId: number): string {
  return `${prefix}_${rowId}`;
}

/** The row number behind a public id, or null when the text is not an id of this type. */
export function rowIdFromGlobalId(prefix: IdPrefix, id: string): number | null {
  const digits = id.startsWith(`${prefix}_`) ? id.slice(prefix.length + 1) : '';
  if (!/^[1-9]\d{0,15}$/.test(digits)) return null;
  const rowId = Number(digits);
  return rowId <= maxId[prefix] ? rowId : null;
}

/** The problem with a text that is not an id of the expected type. */
export function invalidId(path: readonly string[], prefix: IdPrefix): Problem {
  return { path, reason: Reason.INVALID_ID, message: `This is not an id of the form ${prefix}_123.` };
}
