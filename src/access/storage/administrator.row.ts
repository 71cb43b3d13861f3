import type { EntityManager } from 'typeorm';
import { globalId, invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { type ChangeTarget, notFound, type Problem, versionProblems } from '../../problems/problem.js';
import type { Administrator } from '../administrator.js';
import { CredentialOrigin } from '../credential-origin.js';

export type AdministratorRow = Omit<Administrator, 'id' | 'isFromEnvironment'> & {
  passwordHash: string;
  origin: CredentialOrigin;
};

export const administratorColumns = `id AS legacyId, version, username, password_hash AS passwordHash,
  first_name AS firstName, last_name AS lastName, email_address AS emailAddress, origin, disabled_at AS disabledAt,
  last_signed_in_at AS lastSignedInAt, created_at AS createdAt, updated_at AS updatedAt`;

export function administratorFromRow({ passwordHash: _, origin, ...row }: AdministratorRow): Administrator {
  const isFromEnvironment = origin === CredentialOrigin.ENVIRONMENT;
  return { ...row, id: globalId('adm', row.legacyId), isFromEnvironment };
}

/** Finds the administrator to change and holds the row until the transaction ends; or says why there is none. */
export async function lockAdministrator(
  manager: EntityManager,
  target: ChangeTarget,
): Promise<{ row: AdministratorRow | null; problems: Problem[] }> {
  const rowId = rowIdFromGlobalId('adm', target.id);
  if (rowId === null) return { row: null, problems: [invalidId(['id'], 'adm')] };
  const row = await readAdministratorRow(manager, rowId);
  if (row === null) return { row, problems: [notFound(['id'], 'administrator')] };
  return { row, problems: versionProblems(target, row.version) };
}

/** The row as it is now, held until the transaction ends. */
export async function readAdministratorRow(
  manager: EntityManager,
  rowId: number,
): Promise<AdministratorRow | null> {
  const sql = `SELECT ${administratorColumns} FROM admins WHERE id = ? FOR UPDATE`;
  const [row]: AdministratorRow[] = await manager.query(sql, [rowId]);
  return row ?? null;
}
