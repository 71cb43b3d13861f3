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

/** A walk through a million servers takes longer than a statement may. */
const serversInPart = 50_000;

/**
 * Looks at all servers, a part at a time, until enough is found.
 * @param query runs a statement and gives its rows
 * @param select reads from `delivery_servers` and ends in a condition
 */
export async function* inParts<Row>(
  query: <One>(sql: string, values: readonly SqlValue[]) => Promise<One[]>,
  select: string,
  values: readonly SqlValue[],
  servers = serversInPart,
): AsyncGenerator<Row[]> {
  let after = 0;
  for (;;) {
    const [part] = await query<{ last: number | null }>(
      `SELECT MAX(id) AS last FROM (SELECT id FROM delivery_servers WHERE id > ? ORDER BY id LIMIT ${servers}) AS part`,
      [after],
    );
    const last = part?.last ?? null;
    if (last === null) return;
    yield await query<Row>(`${select} AND id > ? AND id <= ?`, [...values, after, last]);
    after = last;
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
export function countPasswords(read: Read): Promise<PasswordsOfKey[]> {
  return read<PasswordsOfKey>(
    `SELECT ${keyIdColumn} AS keyId, COUNT(*) AS count
     FROM delivery_servers WHERE smtp_password_sealed IS NOT NULL GROUP BY keyId`,
  );
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
