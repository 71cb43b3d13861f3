import type { EntityManager } from 'typeorm';
import { type Author, AuthorKind } from '../../audit/author.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import type { Problem } from '../../problems/problem.js';
import { beyondGrantProblems, credentialOver, everything, type Grant, type KeyLimits } from '../grant.js';
import { type ApiKeyRow, apiKeyColumns, apiKeyFromRow } from './api-key.row.js';

/**
 * What the credential of somebody may pass on, by the database and not by what a request was let in with a moment ago;
 * null when it is over.
 */
export async function readGrant(manager: EntityManager, { kind, id }: Author): Promise<Grant | null> {
  if (kind === AuthorKind.GATEWAY) return everything;
  if (kind === AuthorKind.ADMINISTRATOR) {
    const sql = 'SELECT id FROM admins WHERE id = ? AND disabled_at IS NULL';
    const found: unknown[] = await manager.query(sql, [rowIdFromGlobalId('adm', id ?? '')]);
    return found.length > 0 ? everything : null;
  }
  const [row]: ApiKeyRow[] = await manager.query(
    `SELECT ${apiKeyColumns} FROM api_keys
     WHERE id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP(3))`,
    [rowIdFromGlobalId('key', id ?? '')],
  );
  return row ? apiKeyFromRow(row) : null;
}

/** In what a key would have more than whoever makes it. */
export async function grantProblems(
  manager: EntityManager,
  author: Author,
  key: KeyLimits,
): Promise<Problem[]> {
  const grant = await readGrant(manager, author);
  return grant === null ? [credentialOver] : beyondGrantProblems(key, grant);
}
