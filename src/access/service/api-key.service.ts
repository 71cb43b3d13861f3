import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { allScopes, type Scope } from '../../caller/scope.js';
import { normalTag } from '../../formats/tag.js';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { done, notFound, type Outcome, type Problem, Reason, refused } from '../../problems/problem.js';
import { nameProblems } from '../../problems/text.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { type ApiKey, ApiKeyOrigin } from '../api-key.js';
import { credentialHash, newApiKey } from '../credential.js';
import { type ApiKeyRow, apiKeyColumns, apiKeyFromRow, columnFromScopes } from '../storage/api-key.row.js';
import { tagLimitProblems } from '../tag-limit.js';
import type { Authenticator } from './authenticator.js';

interface ApiKeyRequest {
  name: string;
  scopes: readonly Scope[];
  tag?: string | null;
  expiresAt?: Date | null;
}

/** A new key with its secret, which is shown this once and not kept. */
interface NewApiKey {
  apiKey: ApiKey;
  secret: string;
}

/** Makes, lists and revokes API keys. */
export class ApiKeyService {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
    private readonly authenticator: Authenticator,
  ) {}

  /** @param grantable the scopes that the maker holds; nobody gives away more */
  async create(request: ApiKeyRequest, grantable: ReadonlySet<Scope>): Promise<Outcome<NewApiKey>> {
    const problems = requestProblems(request, grantable);
    return problems.length > 0 ? refused(...problems) : done(await this.insert(request));
  }

  /** Ends a key for good. Revoking it again changes nothing. */
  async revoke(id: string): Promise<Outcome<ApiKey>> {
    const rowId = rowIdFromGlobalId('key', id);
    if (rowId === null) return refused(invalidId(['id'], 'key'));
    const outcome = await this.transact<Outcome<ApiKey>>(async (manager) => {
      const current = await readApiKey(manager, rowId);
      if (current === null) return refused(notFound(['id'], 'API key'));
      if (current.origin === ApiKeyOrigin.ENVIRONMENT) {
        const message = 'This key is set by ADMIN_API_KEY: change or remove the variable and start again.';
        return refused({ path: ['id'], reason: Reason.NOT_PERMITTED, message });
      }
      if (current.revokedAt !== null) return done(current);
      const revokedAt = new Date();
      await execute(manager, 'UPDATE api_keys SET revoked_at = ? WHERE id = ?', [revokedAt, rowId]);
      return done({ ...current, revokedAt });
    });
    this.authenticator.clearCache();
    return outcome;
  }

  /** Keys that are not revoked, oldest first. */
  async page(afterRowId: number, limit: number): Promise<ApiKey[]> {
    const rows = await this.read<ApiKeyRow>(
      `SELECT ${apiKeyColumns} FROM api_keys WHERE revoked_at IS NULL AND id > ? ORDER BY id LIMIT ${Math.trunc(limit)}`,
      [afterRowId],
    );
    return rows.map(apiKeyFromRow);
  }

  /** The key of this row, revoked ones aside. */
  async find(rowId: number): Promise<ApiKey | null> {
    const [found = null] = await this.page(rowId - 1, 1);
    return found?.rowId === rowId ? found : null;
  }

  async count(): Promise<number> {
    const [row] = await this.read<{ count: number }>(
      'SELECT COUNT(*) AS count FROM api_keys WHERE revoked_at IS NULL',
    );
    return row?.count ?? 0;
  }

  /** On an installation that never had a key: makes one with every scope and gives its secret, else null. */
  async createFirst(): Promise<string | null> {
    const anyKey = await this.read<{ id: number }>('SELECT id FROM api_keys LIMIT 1');
    if (anyKey.length > 0) return null;
    const { secret } = await this.insert({ name: 'First start', scopes: allScopes });
    return secret;
  }

  /** Whether a key or an administrator is left that can make keys. */
  async isAnyoneAdmin(): Promise<boolean> {
    const found = await this.read(
      `SELECT id FROM admins UNION ALL
       SELECT id FROM api_keys WHERE revoked_at IS NULL AND FIND_IN_SET('ADMIN', scopes)
         AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP(3)) LIMIT 1`,
    );
    return found.length > 0;
  }

  /**
   * Makes the environment's key valid with every scope, and ends any earlier key of the environment.
   * @returns whether an earlier key was ended
   */
  async applyEnvironmentKey(secret: string | null): Promise<boolean> {
    const keyHash = secret === null ? null : credentialHash(secret);
    return this.transact(async (manager) => {
      const ended = await execute<ResultSetHeader>(
        manager,
        `UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP(3)
         WHERE origin = 'ENVIRONMENT' AND revoked_at IS NULL AND NOT (key_hash <=> ?)`,
        [keyHash],
      );
      if (keyHash !== null) {
        await execute(
          manager,
          `INSERT INTO api_keys (name, key_hash, scopes, origin) VALUES ('ADMIN_API_KEY', ?, ?, 'ENVIRONMENT')
           ON DUPLICATE KEY UPDATE name = VALUES(name), scopes = VALUES(scopes), tag = NULL, origin = VALUES(origin),
             revoked_at = NULL, expires_at = NULL`,
          [keyHash, columnFromScopes(allScopes)],
        );
      }
      return ended.affectedRows > 0;
    });
  }

  private async insert(request: ApiKeyRequest): Promise<NewApiKey> {
    const secret = newApiKey();
    const tag = request.tag == null ? null : normalTag(request.tag);
    const apiKey = await this.transact(async (manager) => {
      const { insertId } = await execute<ResultSetHeader>(
        manager,
        'INSERT INTO api_keys (name, key_hash, scopes, tag, expires_at) VALUES (?, ?, ?, ?, ?)',
        [
          request.name,
          credentialHash(secret),
          columnFromScopes(request.scopes),
          tag,
          request.expiresAt ?? null,
        ],
      );
      return readApiKey(manager, insertId);
    });
    if (apiKey === null) throw new Error('An API key vanished inside its own transaction.');
    return { apiKey, secret };
  }
}

async function readApiKey(manager: EntityManager, rowId: number): Promise<ApiKey | null> {
  const sql = `SELECT ${apiKeyColumns} FROM api_keys WHERE id = ? FOR UPDATE`;
  const [row]: ApiKeyRow[] = await manager.query(sql, [rowId]);
  return row === undefined ? null : apiKeyFromRow(row);
}

function requestProblems(request: ApiKeyRequest, grantable: ReadonlySet<Scope>): Problem[] {
  const problems = nameProblems(request.name);
  const add = (field: keyof ApiKeyRequest, reason: Reason, message: string) =>
    problems.push({ path: [field], reason, message });
  if (request.scopes.length === 0) add('scopes', Reason.REQUIRED, 'At least one scope is required.');
  const missing = allScopes.filter((scope) => request.scopes.includes(scope) && !grantable.has(scope));
  if (missing.length > 0) {
    const message = `Your own credential does not have ${missing.join(', ')}, so it cannot give it.`;
    add('scopes', Reason.NOT_PERMITTED, message);
  }
  problems.push(...tagLimitProblems(request));
  if (request.expiresAt && request.expiresAt.getTime() <= Date.now())
    add('expiresAt', Reason.OUT_OF_RANGE, 'This must be in the future.');
  return problems;
}
