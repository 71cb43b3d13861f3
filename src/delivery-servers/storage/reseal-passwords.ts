import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { caseOf } from '../../sql/case-of.js';
import { execute } from '../../sql/execute.js';
import type { SqlValue } from '../../sql/expand-lists.js';
import type { PasswordVault } from './password-vault.js';
import { isInRange, keyIdColumn, rangeAfter, valuesOf } from './sealed-passwords.js';

/** What became of some of the passwords that the first key has not sealed. */
export interface ResealedPasswords {
  count: number;
  /** Row numbers of those that do not open; they are left as they are. */
  unreadable: number[];
  /** The row after which more of them may be; null when there are none. */
  next: number | null;
}

/** Of all values that one statement writes, in bytes. A password can have a megabyte. */
const maxBytes = 1_048_576;

/**
 * Seals passwords that another key has sealed with the first one, and changes nothing else of their rows. Rows that somebody
 * else holds are passed over, so nobody is waited for; those that are taken are held until the transaction ends, so whoever
 * changes a password comes before or after.
 * @param after the row after which to begin
 * @param limit how many at most; fewer when they are long
 */
export async function resealPasswords(
  manager: EntityManager,
  vault: Pick<PasswordVault, 'keyIds' | 'open' | 'seal'>,
  after: number,
  limit: number,
): Promise<ResealedPasswords> {
  const [firstKeyId] = vault.keyIds;
  const query = async <Row>(sql: string, values: readonly SqlValue[]) =>
    (await execute<RowDataPacket[]>(manager, sql, values)) as Row[];
  const range = await rangeAfter(query, after);
  if (range === null) return { count: 0, unreadable: [], next: null };
  // Found without a lock, as a walk through the table with one would stop everybody else in it.
  const found = await query<{ id: number; bytes: number }>(
    `SELECT id, OCTET_LENGTH(smtp_password_sealed) AS bytes FROM delivery_servers
     WHERE ${isInRange} AND ${keyIdColumn} <> ? ORDER BY id LIMIT ${Math.trunc(limit)}`,
    [...valuesOf(range), firstKeyId],
  );
  const taken = shortEnough(found);
  const isRest = found.length < limit && taken.length === found.length;
  const next = isRest ? (range.isEnd ? null : range.last) : (taken.at(-1) ?? null);
  if (taken.length === 0) return { count: 0, unreadable: [], next };
  const rows = await query<{ id: number; sealed: Buffer }>(
    `SELECT id, smtp_password_sealed AS sealed FROM delivery_servers FORCE INDEX (PRIMARY)
     WHERE id IN (?) AND ${keyIdColumn} <> ? FOR UPDATE SKIP LOCKED`,
    [taken, firstKeyId],
  );
  const opened = rows.map(({ id, sealed }) => ({ id, password: vault.open(id, sealed) }));
  const resealed = opened.flatMap(({ id, password }) =>
    password === null ? [] : [{ id, sealed: vault.seal(id, password) }],
  );
  await write(manager, resealed);
  return {
    count: resealed.length,
    unreadable: opened.filter(({ password }) => password === null).map(({ id }) => id),
    next,
  };
}

/** The rows that come first and are not too long together, or the first one. */
function shortEnough(rows: readonly { id: number; bytes: number }[]): number[] {
  let sum = 0;
  const fit = rows.findIndex(({ bytes }, index) => {
    sum += bytes;
    return sum > maxBytes && index > 0;
  });
  return (fit < 0 ? rows : rows.slice(0, fit)).map(({ id }) => id);
}

async function write(
  manager: EntityManager,
  resealed: readonly { id: number; sealed: Buffer }[],
): Promise<void> {
  if (resealed.length === 0) return;
  const password = caseOf(
    'id',
    resealed.map(({ id, sealed }) => [id, sealed]),
  );
  await execute(
    manager,
    `UPDATE delivery_servers FORCE INDEX (PRIMARY) SET smtp_password_sealed = ${password.sql} WHERE id IN (?)`,
    [...password.values, resealed.map(({ id }) => id)],
  );
}
