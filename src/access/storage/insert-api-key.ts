import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { normalTag } from '../../formats/tag.js';
import { execute } from '../../sql/execute.js';
import type { ApiKey } from '../api-key.js';
import { credentialHash, newApiKey } from '../credential.js';
import type { KeyLimits } from '../grant.js';
import { columnFromNetworks, columnFromScopes } from './api-key.row.js';
import { rereadApiKey } from './lock-api-key.js';

/** A new key with its secret, which is shown this once and not kept. */
export interface NewApiKey {
  apiKey: ApiKey;
  secret: string;
}

interface KeyToInsert extends KeyLimits {
  name: string;
  tag?: string | null;
  /** The key in whose place it is made. */
  replacesId: number | null;
}

export async function insertApiKey(
  manager: EntityManager,
  { name, scopes, tag, networks, expiresAt, replacesId }: KeyToInsert,
): Promise<NewApiKey> {
  const secret = newApiKey();
  const { insertId } = await execute<ResultSetHeader>(
    manager,
    `INSERT INTO api_keys (name, key_hash, scopes, tag, networks, expires_at, replaces_id)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[name, credentialHash(secret), columnFromScopes(scopes), tag == null ? null : normalTag(tag)],
      ...[columnFromNetworks(networks), expiresAt, replacesId],
    ],
  );
  return { apiKey: await rereadApiKey(manager, insertId), secret };
}
