import type { Scope } from '../caller/scope.js';

/** Where a key came from; a key of the environment ends when the environment no longer names it. */
export enum ApiKeyOrigin {
  CREATED = 'CREATED',
  ENVIRONMENT = 'ENVIRONMENT',
}

/** An API key as its owner sees it; the key itself is known only when it is made. */
export interface ApiKey {
  /** `key_7` */
  id: string;
  rowId: number;
  name: string;
  scopes: Scope[];
  /** The only delivery servers that it sees have this tag; null for all. */
  tag: string | null;
  origin: ApiKeyOrigin;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}
