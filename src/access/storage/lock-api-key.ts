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

/** The key as the transaction that has just written it leaves it. */
export async function rereadApiKey(manager: EntityManager, rowId: number): Promise<ApiKey> {
  const apiKey = await readApiKey(manager, rowId);
  if (apiKey === null) throw new Error('An API key vanished inside its own transaction.');
  return apiKey;
}

/** The key as it is now, held until the transaction ends. */
async function readApiKey(manager: EntityManager, rowId: number): Promise<ApiKey | null> {
  const sql = `SELECT ${apiKeyColumns} FROM api_keys WHERE id = ? FOR UPDATE`;
  const [row]: ApiKeyRow[] = await manager.query(sql, [rowId]);
  return row === undefined ? null : apiKeyFromRow(row);
}
