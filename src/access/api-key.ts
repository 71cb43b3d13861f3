import type { Scope } from '../caller/scope.js';
import type { CredentialOrigin } from './credential-origin.js';

/** An API key as its owner sees it; the key itself is known only when it is made. */
export interface ApiKey {
  /** `key_7` */
  id: string;
  rowId: number;
  version: number;
  name: string;
  scopes: Scope[];
  /** The only delivery servers that it sees have this tag; null for all. */
  tag: string | null;
  /** From where it works; null for everywhere. */
  networks: string[] | null;
  /** The key in whose place it was made, such as `key_6`. */
  replaces: string | null;
  /** A key of the environment ends when the environment no longer names it. */
  origin: CredentialOrigin;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}
