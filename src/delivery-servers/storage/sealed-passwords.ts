import { sealedForm } from '../../secrets/sealer.js';
import type { SqlValue } from '../../sql/expand-lists.js';
import type { Read } from '../../sql/read.js';

const { format, minLength } = sealedForm;

/**
 * The id of the key that sealed a password, see `Sealer`; empty where it is in no form that is known, and NULL where there is
 * none.
 */
export const keyIdColumn = `IF(OCTET_LENGTH(smtp_password_sealed) < ${minLength} OR ORD(smtp_password_sealed) <> ${format},
  X'', SUBSTRING(smtp_password_sealed, 2, 4))`;

/** The servers whose row numbers are above `after` and up to `last`. */
export interface ServerRange {
  after: number;
  last: number;
  /** Whether no server comes after it. */
  isEnd: boolean;
}

/** A statement about a million servers takes longer than a statement may. */
const serversInRange = 50_000;

/** Holds for the servers of a range: its values are {@link valuesOf} it. */
export const isInRange = 'id > ? AND id <= ?';

export function valuesOf({ after, last }: ServerRange): [number, number] {
  return [after, last];
}

type Query = <Row>(sql: string, values: readonly SqlValue[]) => Promise<Row[]>;

/**
 * The servers that come after a row number, as many as one statement can look at; null when there are none.
 * @param query runs a statement and gives its rows
 */
export async function rangeAfter(
  query: Query,
  after: number,
  servers = serversInRange,
): Promise<ServerRange | null> {
  const [range] = await query<{ last: number | null; count: number }>(
    `SELECT MAX(id) AS last, COUNT(*) AS count FROM (
       SELECT id FROM delivery_servers WHERE id > ? ORDER BY id LIMIT ${servers}
     ) AS following`,
    [after],
  );
  if (!range || range.last === null) return null;
  return { after, last: range.last, isEnd: range.count < servers };
}

/** All servers, range by range. */
export async function* serverRanges(query: Query, servers?: number): AsyncGenerator<ServerRange> {
  let range = await rangeAfter(query, 0, servers);
  while (range !== null) {
    yield range;
    range = range.isEnd ? null : await rangeAfter(query, range.last, servers);
  }
}

/**
 * Whether a database, which may have no tables yet, holds passwords.
 * @param query runs a statement and gives its rows
 */
export async function arePasswordsStored(query: (sql: string) => Promise<unknown[]>): Promise<boolean> {
  const tables = await query("SHOW TABLES LIKE 'delivery_servers'");
  if (tables.length === 0) return false;
  const rows = await query('SELECT id FROM delivery_servers WHERE smtp_password_sealed IS NOT NULL LIMIT 1');
  return rows.length > 0;
}

/**
 * Lets a database, which may have no tables yet, belong to another key than before, if it holds no password.
 * @param query runs a statement and gives its rows
 * @returns whether it may now
 */
export async function releaseDatabase(query: (sql: string) => Promise<unknown[]>): Promise<boolean> {
  if (await arePasswordsStored(query)) return false;
  const tables = await query("SHOW TABLES LIKE 'secrets_keys'");
  if (tables.length > 0) await query('DELETE FROM secrets_keys');
  return true;
}

/** How many passwords a key has sealed; the id is empty for those that are in no form that is known. */
export interface PasswordsOfKey {
  keyId: Buffer;
  count: number;
}

/** Counts the stored passwords by the key that sealed them, without opening any. */
export async function countPasswords(read: Read): Promise<PasswordsOfKey[]> {
  const counts = new Map<string, PasswordsOfKey>();
  for await (const range of serverRanges(read)) {
    const ofRange = await read<PasswordsOfKey>(
      `SELECT ${keyIdColumn} AS keyId, COUNT(*) AS count FROM delivery_servers
       WHERE smtp_password_sealed IS NOT NULL AND ${isInRange} GROUP BY keyId`,
      valuesOf(range),
    );
    for (const { keyId, count } of ofRange) {
      const name = keyId.toString('hex');
      counts.set(name, { keyId, count: count + (counts.get(name)?.count ?? 0) });
    }
  }
  return [...counts.values()];
}

/**
 * The ids of the keys that have sealed stored passwords and that the database belongs to, in hexadecimal digits. What else
 * stands in the place of an id is damage.
 * @param query runs a statement and gives its rows
 */
export async function sealingKeyIds(query: <T>(sql: string) => Promise<T[]>): Promise<string[]> {
  const rows = await query<{ keyId: string }>(
    `SELECT LOWER(HEX(key_id)) AS keyId FROM secrets_keys
     WHERE key_id IN (SELECT ${keyIdColumn} FROM delivery_servers) ORDER BY id`,
  );
  return rows.map(({ keyId }) => keyId);
}
