import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import type { Administrator } from '../administrator.js';
import { CredentialOrigin } from '../credential-origin.js';

/** Stores another password and ends all sessions that were begun with the one before. */
export async function setPassword(
  manager: EntityManager,
  rowId: number,
  passwordHash: string,
): Promise<void> {
  await execute(manager, 'UPDATE admins SET password_hash = ? WHERE id = ?', [passwordHash, rowId]);
  await execute(manager, 'DELETE FROM sessions WHERE admin_id = ?', [rowId]);
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
    if ((error as { errno?: unknown }).errno === duplicateEntry) return null;
    throw error;
  }
}
