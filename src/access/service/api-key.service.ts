import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { type Author, gatewayAuthor } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import type { Scope } from '../../caller/scope.js';
import {
  type ChangeTarget,
  done,
  firstPerPath,
  type Outcome,
  Reason,
  refused,
  versionProblems,
} from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import type { ApiKey } from '../api-key.js';
import {
  changeProblems,
  environmentProblems,
  limitsOf,
  newKeyProblems,
  overProblems,
} from '../api-key.rules.js';
import { changesBetween } from '../audited-changes.js';
import { everything, isExtended } from '../grant.js';
import { type AdminCredential, isLasting, lastAdminProblems } from '../last-admin.js';
import { type ApiKeyRow, apiKeyColumns, apiKeyFromRow, columnFromNetworks } from '../storage/api-key.row.js';
import { insertApiKey, type NewApiKey } from '../storage/insert-api-key.js';
import { administeringKeys, lockAdministration } from '../storage/lock-administration.js';
import { lockApiKey, rereadApiKey } from '../storage/lock-api-key.js';
import { grantProblems } from '../storage/read-grant.js';
import { rolledProblems } from '../storage/rolled-problems.js';
import type { Authenticator } from './authenticator.js';

interface ApiKeyRequest {
  name: string;
  scopes: readonly Scope[];
  tag?: string | null;
  networks?: readonly string[] | null;
  expiresAt?: Date | null;
}

/** What is left out stays as it is. */
export type ApiKeyChange = Partial<Pick<ApiKeyRequest, 'networks' | 'expiresAt'>> & { name?: string | null };

/** A key and the one that is made in its place. */
export interface RolledKey extends NewApiKey {
  oldKey: ApiKey;
}

/** How long both keys work after a roll, in seconds. */
export const rollSeconds = { usual: 86_400, max: 2_592_000 };

/** Makes, lists, changes, rolls and revokes API keys. */
export class ApiKeyService {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
    private readonly authenticator: Authenticator,
  ) {}

  /** @param author who makes it; nobody gives away more than they have */
  async create(request: ApiKeyRequest, author: Author): Promise<Outcome<NewApiKey>> {
    const wrong = newKeyProblems(request);
    return this.transact(async (manager) => {
      const limits = limitsOf(request);
      const problems = [...wrong, ...(await grantProblems(manager, author, limits))];
      if (problems.length > 0) return refused(...firstPerPath(problems));
      const made = await insertApiKey(manager, { ...request, ...limits, replacesId: null });
      await recordCreation(manager, made.apiKey, author);
      return done(made);
    });
  }

  /**
   * Makes another key in place of one, with the same name and limits, and lets both work until the old one ends.
   * @param endsInSeconds 0 for at once
   */
  async roll(id: string, endsInSeconds: number, author: Author): Promise<Outcome<RolledKey>> {
    if (endsInSeconds < 0 || endsInSeconds > rollSeconds.max) {
      const message = `This must be from 0 to ${rollSeconds.max} seconds, which are 30 days.`;
      return refused({ path: ['endsInSeconds'], reason: Reason.OUT_OF_RANGE, message });
    }
    return this.changing(id, async (manager, current) => {
      const problems = [
        ...(await rolledProblems(manager, current)),
        ...(await grantProblems(manager, author, current)).map((problem) => ({ ...problem, path: ['id'] })),
      ];
      if (problems.length > 0) return refused(...firstPerPath(problems));
      const { name, scopes, tag, networks, expiresAt, rowId } = current;
      const made = await insertApiKey(manager, { name, scopes, tag, networks, expiresAt, replacesId: rowId });
      const end = new Date(Date.now() + endsInSeconds * 1_000);
      const endsAt = expiresAt !== null && expiresAt < end ? expiresAt : end;
      await execute(manager, 'UPDATE api_keys SET expires_at = ?, version = version + 1 WHERE id = ?', [
        endsAt,
        rowId,
      ]);
      await recordCreation(manager, made.apiKey, author);
      await recordAudit(manager, {
        author,
        action: AuditAction.API_KEY_ROLLED,
        object: current,
        changes: changesBetween({ expiresAt }, { expiresAt: endsAt, replacedBy: made.apiKey.id }),
      });
      return done({ ...made, oldKey: await rereadApiKey(manager, rowId) });
    });
  }

  /** Changes the name, the end or the networks of a key; what it may do stays. */
  async update(target: ChangeTarget, change: ApiKeyChange, author: Author): Promise<Outcome<ApiKey>> {
    const wrong = changeProblems(change);
    return this.changing(target.id, async (manager, current, administration) => {
      const given = limitsOf({ ...current, ...change });
      const [name, limits] = [change.name ?? current.name, { ...given, scopes: current.scopes }];
      const after = { id: current.id, isLasting: isLasting(limits) };
      const problems = [
        ...wrong,
        ...overProblems(current),
        ...versionProblems(target, current.version),
        ...(isExtended(current, limits) ? await grantProblems(manager, author, limits) : []),
        ...lastAdminProblems(administration, current.id, after, [
          isLasting({ ...limits, networks: null }) ? 'networks' : 'expiresAt',
        ]),
      ];
      if (problems.length > 0) return { ...refused(...firstPerPath(problems)), current };
      await execute(
        manager,
        'UPDATE api_keys SET name = ?, networks = ?, expires_at = ?, version = version + 1 WHERE id = ?',
        [name, columnFromNetworks(limits.networks), limits.expiresAt, current.rowId],
      );
      const told = (key: ApiKeyChange & { name: string }) => ({
        name: key.name,
        networks: key.networks ?? null,
        expiresAt: key.expiresAt ?? null,
      });
      await recordAudit(manager, {
        author,
        action: AuditAction.API_KEY_UPDATED,
        object: current,
        changes: changesBetween(told(current), told({ ...limits, name })),
      });
      return done(await rereadApiKey(manager, current.rowId));
    });
  }

  /** Ends a key for good, and every session begun with it. Revoking it again changes nothing. */
  async revoke(id: string, author: Author): Promise<Outcome<ApiKey>> {
    return this.changing(id, async (manager, current, administration) => {
      const last = lastAdminProblems(administration, id, null, ['id']);
      if (last.length > 0) return refused(...last);
      const { rowId, revokedAt } = current;
      const after = { revokedAt: revokedAt ?? new Date() };
      const changes = changesBetween({ revokedAt }, after);
      await recordAudit(manager, { author, action: AuditAction.API_KEY_REVOKED, object: current, changes });
      if (changes.length === 0) return done(current);
      await execute(manager, 'UPDATE api_keys SET revoked_at = ?, version = version + 1 WHERE id = ?', [
        after.revokedAt,
        rowId,
      ]);
      await execute(manager, 'DELETE FROM sessions WHERE api_key_id = ?', [rowId]);
      return done(await rereadApiKey(manager, rowId));
    });
  }

  /** Holds the key, and before it everybody who can manage keys, until the work is done. That of the environment stays. */
  private async changing<T>(
    id: string,
    work: (
      manager: EntityManager,
      current: ApiKey,
      administration: readonly AdminCredential[],
    ) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const outcome = await this.transact<Outcome<T>>(async (manager) => {
      const administration = await lockAdministration(manager);
      const { current, problems } = await lockApiKey(manager, id);
      if (current === null) return refused(...problems);
      const fromEnvironment = environmentProblems(current);
      return fromEnvironment.length > 0
        ? refused(...fromEnvironment)
        : work(manager, current, administration);
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
    return this.transact(async (manager) => {
      const { apiKey, secret } = await insertApiKey(manager, {
        ...{ name: 'First start', ...everything, replacesId: null },
      });
      await recordCreation(manager, apiKey, gatewayAuthor('start'));
      return secret;
    });
  }

  /** Whether a key or an administrator is left that can make keys. */
  async isAnyoneAdmin(): Promise<boolean> {
    const found = await this.read(
      `SELECT id FROM admins WHERE disabled_at IS NULL UNION ALL
       SELECT id FROM api_keys WHERE ${administeringKeys} LIMIT 1`,
    );
    return found.length > 0;
  }
}

function recordCreation(manager: EntityManager, apiKey: ApiKey, author: Author): Promise<void> {
  const { scopes, tag, networks, expiresAt, replaces } = apiKey;
  const changes = changesBetween(null, { scopes, tag, networks, expiresAt, replaces });
  return recordAudit(manager, { author, action: AuditAction.API_KEY_CREATED, object: apiKey, changes });
}
