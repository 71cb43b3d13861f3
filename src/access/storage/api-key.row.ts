import type { Scope } from '../../caller/scope.js';
import { globalId } from '../../problems/global-id.js';
import type { ApiKey } from '../api-key.js';

export type ApiKeyRow = Omit<ApiKey, 'id' | 'scopes'> & { scopes: string };

export const apiKeyColumns = `id AS rowId, name, scopes, tag, origin, expires_at AS expiresAt,
  last_used_at AS lastUsedAt, revoked_at AS revokedAt, created_at AS createdAt`;

export function apiKeyFromRow(row: ApiKeyRow): ApiKey {
  return { ...row, id: globalId('key', row.rowId), scopes: scopesFromColumn(row.scopes) };
}

/** The database writes a set as words with commas between them. */
export function scopesFromColumn(column: string): Scope[] {
  return column === '' ? [] : (column.split(',') as Scope[]);
}

export function columnFromScopes(scopes: readonly Scope[]): string {
  return scopes.join(',');
}
