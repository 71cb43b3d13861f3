import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { type FieldChange, secretChange } from '../../audit/audit-record.js';
import { gatewayAuthor } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { allScopes } from '../../caller/scope.js';
import { globalId } from '../../problems/global-id.js';
import { execute } from '../../sql/execute.js';
import type { Transact } from '../../sql/transact.js';
import { credentialHash } from '../credential.js';
import { CredentialOrigin } from '../credential-origin.js';
import { hashPassword, isPassword } from '../password-hash.js';
import { type AdministratorRow, administratorColumns } from '../storage/administrator.row.js';
import { columnFromScopes } from '../storage/api-key.row.js';
import { insertAdministrator, setPassword } from '../storage/write-administrator.js';

const author = gatewayAuthor('start');
const keyName = 'ADMIN_API_KEY';

/** Makes the database hold who may manage the gateway as its environment says, at every start. */
export class EnvironmentAccess {
  constructor(private readonly transact: Transact) {}

  /**
   * Makes the environment's key valid with every scope, and ends any earlier key of the environment.
   * @returns whether an earlier key was ended
   */
  async applyKey(secret: string | null): Promise<boolean> {
    const keyHash = secret === null ? null : credentialHash(secret);
    return this.transact(async (manager) => {
      const earlier: { id: number; name: string }[] = await manager.query(
        `SELECT id, name FROM api_keys
         WHERE origin = 'ENVIRONMENT' AND revoked_at IS NULL AND NOT (key_hash <=> ?) FOR UPDATE`,
        [keyHash],
      );
      for (const { id, name } of earlier) {
        await execute(manager, 'UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP(3) WHERE id = ?', [id]);
        const object = { id: globalId('key', id), name };
        await recordAudit(manager, { author, action: AuditAction.API_KEY_REVOKED, object });
      }
      if (keyHash !== null) await this.makeKeyValid(manager, keyHash);
      return earlier.length > 0;
    });
  }

  private async makeKeyValid(manager: EntityManager, keyHash: Buffer): Promise<void> {
    const scopes = columnFromScopes(allScopes);
    const valid: unknown[] = await manager.query(
      `SELECT id FROM api_keys WHERE key_hash = ? AND origin = 'ENVIRONMENT' AND name = ? AND scopes = ?
         AND tag IS NULL AND networks IS NULL AND revoked_at IS NULL AND expires_at IS NULL`,
      [keyHash, keyName, scopes],
    );
    if (valid.length > 0) return;
    const { insertId } = await execute<ResultSetHeader>(
      manager,
      `INSERT INTO api_keys (name, key_hash, scopes, origin) VALUES (?, ?, ?, 'ENVIRONMENT')
       ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), name = VALUES(name), scopes = VALUES(scopes), tag = NULL, networks = NULL,
         origin = VALUES(origin), revoked_at = NULL, expires_at = NULL`,
      [keyName, keyHash, scopes],
    );
    const object = { id: globalId('key', insertId), name: keyName };
    const changes = [{ field: 'scopes', from: null, to: allScopes.join(', ') }];
    await recordAudit(manager, { author, action: AuditAction.API_KEY_CREATED, object, changes });
  }

  /**
   * Creates the administrator of the environment, or gives them its password and lets them in; a changed password ends
   * their sessions. One that the environment named before stays, to be managed like any other.
   */
  async applyAdministrator(given: { username: string; password: string } | null): Promise<void> {
    await this.transact(async (manager) => {
      await this.releaseAdministrators(manager, given?.username ?? null);
      if (given === null) return;
      if ((await this.renewAdministrator(manager, given)) || (await this.addAdministrator(manager, given)))
        return;
      // Another gateway that starts at the same time was faster.
      await this.renewAdministrator(manager, given);
    });
  }

  /** @param named whom the environment names now */
  private async releaseAdministrators(manager: EntityManager, named: string | null): Promise<void> {
    const select = `SELECT ${administratorColumns} FROM admins
       WHERE origin = 'ENVIRONMENT' AND NOT (username <=> ?) FOR UPDATE`;
    const rows: AdministratorRow[] = await manager.query(select, [named]);
    for (const { legacyId, username } of rows) {
      await execute(manager, "UPDATE admins SET origin = 'CREATED' WHERE id = ?", [legacyId]);
      await recordUpdate(manager, { legacyId, username }, [
        { field: 'isFromEnvironment', from: 'true', to: 'false' },
      ]);
    }
  }

  /** @returns whether there is one with this name */
  private async renewAdministrator(
    manager: EntityManager,
    { username, password }: { username: string; password: string },
  ): Promise<boolean> {
    const select = `SELECT ${administratorColumns} FROM admins WHERE username = ? FOR UPDATE`;
    const [row]: AdministratorRow[] = await manager.query(select, [username]);
    if (row === undefined) return false;
    const changes: FieldChange[] = [];
    if (!(await isPassword(password, row.passwordHash))) {
      await setPassword(manager, row.legacyId, await hashPassword(password));
      changes.push(secretChange('password'));
    }
    if (row.disabledAt !== null)
      changes.push({ field: 'disabledAt', from: row.disabledAt.toISOString(), to: null });
    if (row.origin !== CredentialOrigin.ENVIRONMENT)
      changes.push({ field: 'isFromEnvironment', from: 'false', to: 'true' });
    if (changes.length === 0) return true;
    await execute(
      manager,
      `UPDATE admins SET origin = 'ENVIRONMENT', disabled_at = NULL, version = version + 1,
         updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?`,
      [row.legacyId],
    );
    await recordUpdate(manager, row, changes);
    return true;
  }

  /** @returns whether they were added; false when there is one with this name */
  private async addAdministrator(
    manager: EntityManager,
    { username, password }: { username: string; password: string },
  ): Promise<boolean> {
    const rowId = await insertAdministrator(manager, {
      ...{ username, firstName: '', lastName: '', emailAddress: '' },
      passwordHash: await hashPassword(password),
      origin: CredentialOrigin.ENVIRONMENT,
    });
    if (rowId === null) return false;
    const object = { id: globalId('adm', rowId), name: username };
    const changes = [{ field: 'username', from: null, to: username }, secretChange('password')];
    await recordAudit(manager, { author, action: AuditAction.ADMINISTRATOR_CREATED, object, changes });
    return true;
  }
}

function recordUpdate(
  manager: EntityManager,
  { legacyId, username: name }: Pick<AdministratorRow, 'legacyId' | 'username'>,
  changes: FieldChange[],
): Promise<void> {
  const object = { id: globalId('adm', legacyId), name };
  return recordAudit(manager, { author, action: AuditAction.ADMINISTRATOR_UPDATED, object, changes });
}
