import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { isAmong } from '../../secrets/fingerprint.js';
import { shownKeyId } from '../../secrets/key-ring.js';
import type { Sealer } from '../../secrets/sealer.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { isInRange, keyIdColumn, serverRanges, valuesOf } from './sealed-passwords.js';

/** Thrown at start when the passwords in the database cannot be opened with any key that was given. */
export class WrongSecretsKeyError extends Error {
  override name = 'WrongSecretsKeyError';
  override message =
    'The SMTP passwords in this database were sealed with another SECRETS_KEY. Start with the key that sealed them.';
}

/** Thrown at start when some of the passwords in the database were sealed with a key that is not given any more, or not yet. */
export class MissingSecretsKeyError extends Error {
  override name = 'MissingSecretsKeyError';
  constructor(keyIds: readonly Buffer[]) {
    super(
      `SECRETS_KEY lacks a key that SMTP passwords in this database are sealed with (${keyIds.map(shownKeyId).join(', ')}). Add it behind the others, and leave it out again when "npm run cli -- secrets rotate" says that nothing is left.`,
    );
  }
}

type KeyIds = Sealer['keyIds'];

interface Owner {
  id: number;
  keyId: Buffer;
}

const selectOwners = 'SELECT id, key_id AS keyId FROM secrets_keys ORDER BY id';

/**
 * Makes the database belong to the key that seals here, from the very first start on, so that gateways without a key in
 * common cannot share it. It belongs to every key that gateways have sealed with since, as long as a password is sealed with it:
 *
 *     belongs to    a start with   gives
 *     nothing       A              A
 *     A             B              WrongSecretsKeyError
 *     A             A, B           A          everybody gets to know the new key
 *     A             B, A           B and A    B seals, and all that is stored can be opened
 *     B and A       B or A         MissingSecretsKeyError while the other one has sealed a password, else that one alone
 *
 * @param keyIds of the keys that were given, the one that seals first
 */
export async function claimDatabase(keyIds: KeyIds, read: Read, transact: Transact): Promise<void> {
  for (;;) {
    const owners = await read<Owner>(selectOwners);
    // So that nothing has to be written at the usual start.
    if (owners.length > 0 && missingOf(owners, keyIds).length === 0 && isOwner(owners, keyIds[0])) return;
    // Before the transaction: to look at all passwords takes longer than others wait for a lock.
    const used = await keysInUse(owners, keyIds, read);
    if (await transact((manager) => claim(manager, owners, keyIds, used))) return;
  }
}

/**
 * Those of the given keys that have sealed passwords, for a database that belongs to nobody yet; none for any other.
 * @throws WrongSecretsKeyError or MissingSecretsKeyError when the database cannot belong to these keys alone
 */
async function keysInUse(owners: readonly Owner[], keyIds: KeyIds, read: Read): Promise<Buffer[]> {
  if (owners.length === 0) {
    await verifyKeys(keyIds, read);
    return inUse(read, keyIds);
  }
  if (!owners.some(({ keyId }) => isAmong(keyIds, keyId))) throw new WrongSecretsKeyError();
  const missing = await inUse(
    read,
    missingOf(owners, keyIds).map(({ keyId }) => keyId),
  );
  if (missing.length > 0) throw new MissingSecretsKeyError(missing);
  return [];
}

/**
 * Judges by the stored passwords alone.
 * @throws WrongSecretsKeyError when there are some and none of these keys sealed any of them
 */
export async function verifyKeys(keyIds: KeyIds, read: Read): Promise<void> {
  const isPasswordWhere = async (condition: string) => {
    for await (const range of serverRanges(read)) {
      const found = await read(
        `SELECT id FROM delivery_servers WHERE ${keyIdColumn} ${condition} AND ${isInRange} LIMIT 1`,
        [keyIds, ...valuesOf(range)],
      );
      if (found.length > 0) return true;
    }
    return false;
  };
  if ((await isPasswordWhere('NOT IN (?)')) && !(await isPasswordWhere('IN (?)')))
    throw new WrongSecretsKeyError();
}

/**
 * Notes the owners, unless they are not those any more that were seen before.
 * @param used what was found in use among the given keys
 * @returns whether it did
 */
async function claim(
  manager: EntityManager,
  seen: readonly Owner[],
  keyIds: KeyIds,
  used: readonly Buffer[],
): Promise<boolean> {
  const [first] = keyIds;
  // Of gateways that start together one adds this row, and the others wait for it.
  if (seen.length === 0)
    await execute(manager, 'INSERT IGNORE INTO secrets_keys (id, key_id) VALUES (1, ?)', [first]);
  let owners = await lockOwners(manager);
  if (!areSame(owners, seen.length === 0 ? [{ id: 1, keyId: first }] : seen)) return false;
  const missing = missingOf(owners, keyIds).map(({ keyId }) => keyId);
  if (missing.length > 0) await execute(manager, 'DELETE FROM secrets_keys WHERE key_id IN (?)', [missing]);
  for (const keyId of [...used, first]) owners = await addOwner(manager, owners, keyId);
  return true;
}

/** One start after the other: a row that was added meanwhile comes last, so it is met as well. */
function lockOwners(manager: EntityManager): Promise<Owner[]> {
  return execute<(Owner & RowDataPacket)[]>(manager, `${selectOwners} FOR UPDATE`, []);
}

function areSame(owners: readonly Owner[], others: readonly Owner[]): boolean {
  return owners.length === others.length && owners.every(({ keyId }) => isOwner(others, keyId));
}

/** Those of the keys that have sealed passwords that are stored. */
async function inUse(read: Read, keyIds: readonly Buffer[]): Promise<Buffer[]> {
  const found: Buffer[] = [];
  if (keyIds.length === 0) return found;
  for await (const range of serverRanges(read)) {
    const rows = await read<{ keyId: Buffer }>(
      `SELECT DISTINCT ${keyIdColumn} AS keyId FROM delivery_servers WHERE ${keyIdColumn} IN (?) AND ${isInRange}`,
      [keyIds, ...valuesOf(range)],
    );
    found.push(...rows.map(({ keyId }) => keyId).filter((keyId) => !isAmong(found, keyId)));
    if (found.length === keyIds.length) break;
  }
  return found;
}

async function addOwner(manager: EntityManager, owners: readonly Owner[], keyId: Buffer): Promise<Owner[]> {
  if (isOwner(owners, keyId)) return [...owners];
  const id = Math.max(...owners.map((owner) => owner.id)) + 1;
  await execute(manager, 'INSERT INTO secrets_keys (id, key_id) VALUES (?, ?)', [id, keyId]);
  return [...owners, { id, keyId }];
}

function missingOf(owners: readonly Owner[], keyIds: KeyIds): Owner[] {
  return owners.filter(({ keyId }) => !isAmong(keyIds, keyId));
}

function isOwner(owners: readonly Owner[], keyId: Buffer): boolean {
  return isAmong(
    owners.map((owner) => owner.keyId),
    keyId,
  );
}
