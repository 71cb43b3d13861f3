import type { Scope } from '../../caller/scope.js';
import { globalId } from '../../problems/global-id.js';
import type { ApiKey, ApiKeyOrigin } from '../api-key.js';

export interface ApiKeyRow {
  id: number;
  name: string;
  scopes: string;
  origin: ApiKeyOrigin;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  created_at: Date;
}

export const apiKeyColumns = 'id, name, scopes, origin, expires_at, last_used_at, revoked_at, created_at';

export function apiKeyFromRow(row: ApiKeyRow): ApiKey {
  return {
    id: globalId('key', row.id),
    rowId: row.id,
    name: row.name,
    scopes: scopesFromColumn(row.scopes),
    origin: row.origin,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    createdAt: row.created_at,
  };
}

/** The database writes a set as words with commas between them. */
export function scopesFromColumn(column: string): Scope[] {
  return column === '' ? [] : (column.split(',') as Scope[]);
}

export function columnFromScopes(scopes: readonly Scope[]): string {
  return scopes.join(',');
}
