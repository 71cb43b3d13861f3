import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { errorNumber } from '../../sql/error-number.js';
import { execute } from '../../sql/execute.js';
import type { Administrator } from '../administrator.js';
import { credentialHash } from '../credential.js';
import { CredentialOrigin } from '../credential-origin.js';
import { administratorFromRow, readAdministratorRow } from './administrator.row.js';

/**
 * Stores another password and ends the sessions that were begun with the one before.
 * @param keptSession the credential of the one that goes on, if any
 */
export async function setPassword(
  manager: EntityManager,
  rowId: number,
  passwordHash: string,
  keptSession = '',
): Promise<void> {
  await execute(manager, 'UPDATE admins SET password_hash = ? WHERE id = ?', [passwordHash, rowId]);
  const end = 'DELETE FROM sessions WHERE admin_id = ? AND token_hash <> ?';
  await execute(manager, end, [rowId, credentialHash(keptSession)]);
}

/** Ends a change of an administrator: makes a new version, and gives what there is now. */
export async function countAdministrator(manager: EntityManager, rowId: number): Promise<Administrator> {
  const count = 'UPDATE admins SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?';
  await execute(manager, count, [rowId]);
  return rereadAdministrator(manager, rowId);
}

/** The administrator as the transaction that has just written them leaves them. */
export async function rereadAdministrator(manager: EntityManager, rowId: number): Promise<Administrator> {
  const row = await readAdministratorRow(manager, rowId);
  if (row === null) throw new Error('An administrator vanished inside their own transaction.');
  return administratorFromRow(row);
}

const duplicateEntry = 1062;

/** @returns the number of the new row; null when the user name is taken */
export async function insertAdministrator(
  manager: EntityManager,
  {
    username,
    passwordHash,
    firstName,
    lastName,
    emailAddress,
    origin = CredentialOrigin.CREATED,
  }: Pick<Administrator, 'username' | 'firstName' | 'lastName' | 'emailAddress'> & {
    passwordHash: string;
    origin?: CredentialOrigin;
  },
): Promise<number | null> {
  const alike: unknown[] = await manager.query('SELECT id FROM admins WHERE LOWER(username) = LOWER(?)', [
    username,
  ]);
  if (alike.length > 0 && origin === CredentialOrigin.CREATED) return null;
  try {
    const { insertId } = await execute<ResultSetHeader>(
      manager,
      `INSERT INTO admins (username, password_hash, first_name, last_name, email_address, origin)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [username, passwordHash, firstName, lastName, emailAddress, origin],
    );
    return insertId;
  } catch (error) {
    // Somebody else was faster; of the transaction only this statement is undone.
    if (errorNumber(error) === duplicateEntry) return null;
    throw error;
  }
}
