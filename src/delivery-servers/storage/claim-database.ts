import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { isAmong } from '../../secrets/fingerprint.js';
import { shownKeyId } from '../../secrets/key-ring.js';
import type { Sealer } from '../../secrets/sealer.js';
import { execute } from '../../sql/execute.js';
import type { SqlValue } from '../../sql/expand-lists.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { inParts, keyIdColumn } from './sealed-passwords.js';

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
  const owners = await read<Owner>(selectOwners);
  // So that nothing has to be written at the usual start.
  if (owners.length > 0 && missingOf(owners, keyIds).length === 0 && isOwner(owners, keyIds[0])) return;
  if (owners.length === 0) await verifyKeys(keyIds, read);
  await transact((manager) => claim(manager, keyIds));
}

/**
 * Judges by the stored passwords alone.
 * @throws WrongSecretsKeyError when there are some and none of these keys sealed any of them
 */
export async function verifyKeys(keyIds: KeyIds, read: Read): Promise<void> {
  const isPasswordWhere = async (condition: string) => {
    const select = `SELECT COUNT(*) AS count FROM delivery_servers WHERE ${keyIdColumn} ${condition}`;
    for await (const [{ count } = { count: 0 }] of inParts<{ count: number }>(read, select, [keyIds]))
      if (count > 0) return true;
    return false;
  };
  if ((await isPasswordWhere('NOT IN (?)')) && !(await isPasswordWhere('IN (?)')))
    throw new WrongSecretsKeyError();
}

async function claim(manager: EntityManager, keyIds: KeyIds): Promise<void> {
  let owners = await lockOwners(manager);
  if (owners.length === 0) {
    // Of gateways that start together one adds this row, and the others wait for it.
    await execute(manager, 'INSERT IGNORE INTO secrets_keys (id, key_id) VALUES (1, ?)', [keyIds[0]]);
    owners = await lockOwners(manager);
    for (const keyId of await inUse(manager, keyIds)) owners = await addOwner(manager, owners, keyId);
  }
  if (!owners.some(({ keyId }) => isAmong(keyIds, keyId))) throw new WrongSecretsKeyError();
  const missing = missingOf(owners, keyIds);
  if (missing.length > 0) await release(manager, missing);
  await addOwner(manager, owners, keyIds[0]);
}

/** One start after the other: a row that was added meanwhile comes last, so it is met as well. */
function lockOwners(manager: EntityManager): Promise<Owner[]> {
  return execute<(Owner & RowDataPacket)[]>(manager, `${selectOwners} FOR UPDATE`, []);
}

/** @throws MissingSecretsKeyError when passwords are sealed with one of these keys */
async function release(manager: EntityManager, owners: readonly Owner[]): Promise<void> {
  const keyIds = owners.map(({ keyId }) => keyId);
  const used = await inUse(manager, keyIds);
  if (used.length > 0) throw new MissingSecretsKeyError(used);
  await execute(manager, 'DELETE FROM secrets_keys WHERE key_id IN (?)', [keyIds]);
}

/** Those of the keys that have sealed passwords that are stored. */
async function inUse(manager: EntityManager, keyIds: readonly Buffer[]): Promise<Buffer[]> {
  const query = async <Row>(sql: string, values: readonly SqlValue[]) =>
    (await execute<RowDataPacket[]>(manager, sql, values)) as Row[];
  const select = `SELECT DISTINCT ${keyIdColumn} AS keyId FROM delivery_servers WHERE ${keyIdColumn} IN (?)`;
  const found: Buffer[] = [];
  for await (const part of inParts<{ keyId: Buffer }>(query, select, [keyIds])) {
    found.push(...part.map(({ keyId }) => keyId).filter((keyId) => !isAmong(found, keyId)));
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
