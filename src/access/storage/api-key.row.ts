import type { Scope } from '../../caller/scope.js';
import { globalId } from '../../problems/global-id.js';
import type { ApiKey } from '../api-key.js';

export type ApiKeyRow = Omit<ApiKey, 'id' | 'scopes' | 'networks' | 'replaces'> & {
  scopes: string;
  networks: string | null;
  replacesId: number | null;
};

export const apiKeyColumns = `id AS rowId, version, name, scopes, tag, networks, origin, replaces_id AS replacesId,
  expires_at AS expiresAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt, created_at AS createdAt`;

export function apiKeyFromRow({ replacesId, ...row }: ApiKeyRow): ApiKey {
  return {
    ...row,
    id: globalId('key', row.rowId),
    scopes: scopesFromColumn(row.scopes),
    networks: networksFromColumn(row.networks),
    replaces: replacesId === null ? null : globalId('key', replacesId),
  };
}

/** The database writes a set as words with commas between them. */
export function scopesFromColumn(column: string): Scope[] {
  return column === '' ? [] : (column.split(',') as Scope[]);
}

export function columnFromScopes(scopes: readonly Scope[]): string {
  return scopes.join(',');
}

export function networksFromColumn(column: string | null): string[] | null {
  return column === null ? null : (JSON.parse(column) as string[]);
}

export function columnFromNetworks(networks: readonly string[] | null): string | null {
  return networks === null ? null : JSON.stringify(networks);
}
