import type { EntityManager } from 'typeorm';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { notFound, type Problem } from '../../problems/problem.js';
import type { ApiKey } from '../api-key.js';
import { type ApiKeyRow, apiKeyColumns, apiKeyFromRow } from './api-key.row.js';

/** Finds the key to change and holds its row until the transaction ends; or says why there is none. */
export async function lockApiKey(
  manager: EntityManager,
  id: string,
): Promise<{ current: ApiKey | null; problems: Problem[] }> {
  const rowId = rowIdFromGlobalId('key', id);
  if (rowId === null) return { current: null, problems: [invalidId(['id'], 'key')] };
  const current = await readApiKey(manager, rowId);
  return { current, problems: current === null ? [notFound(['id'], 'API key')] : [] };
}

/** The key as it is now, held until the transaction ends. */
export async function readApiKey(manager: EntityManager, rowId: number): Promise<ApiKey | null> {
  const sql = `SELECT ${apiKeyColumns} FROM api_keys WHERE id = ? FOR UPDATE`;
  const [row]: ApiKeyRow[] = await manager.query(sql, [rowId]);
  return row === undefined ? null : apiKeyFromRow(row);
}
