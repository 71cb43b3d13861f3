import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { type FieldChange, secretChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import type { WriteOnce, WriteOnceTo } from '../../idempotency/write-once.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import {
  type ChangeTarget,
  done,
  type Outcome,
  type Problem,
  Reason,
  refused,
} from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Administrator } from '../administrator.js';
import { type Profile, passwordProblems, profileProblems, usernameProblems } from '../administrator.rules.js';
import { changesBetween } from '../audited-changes.js';
import { CredentialOrigin } from '../credential-origin.js';
import { credentialOver, notEverythingProblems } from '../grant.js';
import { lastAdminProblems } from '../last-admin.js';
import { hashPassword } from '../password-hash.js';
import {
  type AdministratorRow,
  administratorColumns,
  administratorFromRow,
  lockAdministrator,
} from '../storage/administrator.row.js';
import { lockAdministration } from '../storage/lock-administration.js';
import { readGrant } from '../storage/read-grant.js';
import {
  countAdministrator,
  insertAdministrator,
  rereadAdministrator,
  setPassword,
} from '../storage/write-administrator.js';
import type { Authenticator } from './authenticator.js';
import type { PasswordQueue } from './password-queue.js';

interface NewAdministrator extends Profile {
  username: string;
  password: string;
}

interface AdministratorChange extends Profile {
  password?: string | null;
}

interface Done {
  action: AuditAction;
  changes: FieldChange[];
  /** It was so already: recorded, and no new version. */
  isUnchanged?: true;
}

/** Lists, adds and changes administrators. Who is disabled, or gets another password, is signed out everywhere. */
export class AdministratorService {
  constructor(
    private readonly read: Read,
    private readonly writeOnce: WriteOnce,
    /** The same, one at a time for what has the same id. */
    private readonly writeOnceTo: WriteOnceTo,
    private readonly authenticator: Authenticator,
    private readonly passwords: PasswordQueue,
  ) {}

  /** Oldest first, those who are disabled among them. */
  async page(afterRowId: number, limit: number): Promise<Administrator[]> {
    const rows = await this.read<AdministratorRow>(
      `SELECT ${administratorColumns} FROM admins WHERE id > ? ORDER BY id LIMIT ${Math.trunc(limit)}`,
      [afterRowId],
    );
    return rows.map(administratorFromRow);
  }

  async find(rowId: number): Promise<Administrator | null> {
    const [found = null] = await this.page(rowId - 1, 1);
    return found?.legacyId === rowId ? found : null;
  }

  async count(): Promise<number> {
    const [row] = await this.read<{ count: number }>('SELECT COUNT(*) AS count FROM admins');
    return row?.count ?? 0;
  }

  async create(request: NewAdministrator, write: WriteRequest): Promise<Outcome<Administrator>> {
    const { username, password } = request;
    const problems = [
      ...usernameProblems(username),
      ...passwordProblems(password, username),
      ...profileProblems(request),
    ];
    if (problems.length > 0) return refused(...problems);
    const passwordHash = await this.passwords.run(() => hashPassword(password));
    return this.writeOnce(write.idempotent, async (manager) => {
      const beyond = await lettingInProblems(manager, write.author);
      if (beyond.length > 0) return refused(...beyond);
      const profile = withoutNulls(request);
      const rowId = await insertAdministrator(manager, { ...profile, username, passwordHash });
      if (rowId === null) {
        const message = 'There is an administrator with this user name already, letter case aside.';
        return refused({ path: ['username'], reason: Reason.INVALID, message });
      }
      const { firstName, lastName, emailAddress } = profile;
      const changes = [
        ...changesBetween(null, { username, firstName, lastName, emailAddress }),
        secretChange('password'),
      ];
      const administrator = await rereadAdministrator(manager, rowId);
      await record(manager, administrator, write.author, AuditAction.ADMINISTRATOR_CREATED, changes);
      return done(administrator);
    });
  }

  /** Another password ends the sessions of the administrator. */
  async update(
    target: ChangeTarget,
    change: AdministratorChange,
    write: WriteRequest,
  ): Promise<Outcome<Administrator>> {
    const { password = null } = change;
    const problems = [
      ...(password === null ? [] : passwordProblems(password, '')),
      ...profileProblems(change),
    ];
    if (problems.length > 0) return refused(...problems);
    const passwordHash = password === null ? null : await this.passwords.run(() => hashPassword(password));
    return this.change(target, write, async (manager, row) => {
      if (password !== null) {
        const found = [
          ...environmentProblems(row, ['password']),
          ...passwordProblems(password, row.username),
          ...(await lettingInProblems(manager, write.author)),
        ];
        if (found.length > 0) return found;
        await setPassword(manager, row.legacyId, passwordHash ?? '');
      }
      const given = profileOf(change);
      const { firstName, lastName, emailAddress } = { ...row, ...given };
      await execute(
        manager,
        'UPDATE admins SET first_name = ?, last_name = ?, email_address = ? WHERE id = ?',
        [firstName, lastName, emailAddress, row.legacyId],
      );
      return {
        action: AuditAction.ADMINISTRATOR_UPDATED,
        changes: [
          ...changesBetween(row, { firstName, lastName, emailAddress }),
          ...(password === null ? [] : [secretChange('password')]),
        ],
      };
    });
  }

  /** Ends the sessions of an administrator, who cannot sign in any more. Done again it changes nothing. */
  disable(target: ChangeTarget, write: WriteRequest): Promise<Outcome<Administrator>> {
    return this.change(target, write, async (manager, row, administration) => {
      const fromEnvironment = environmentProblems(row, ['id']);
      if (fromEnvironment.length > 0) return fromEnvironment;
      const last = lastAdminProblems(administration, target.id, null, ['id']);
      if (last.length > 0) return last;
      const action = AuditAction.ADMINISTRATOR_DISABLED;
      if (row.disabledAt !== null) return { action, changes: [], isUnchanged: true };
      const disabledAt = new Date();
      await execute(manager, 'UPDATE admins SET disabled_at = ? WHERE id = ?', [disabledAt, row.legacyId]);
      await execute(manager, 'DELETE FROM sessions WHERE admin_id = ?', [row.legacyId]);
      return { action, changes: changesBetween(row, { disabledAt }) };
    });
  }

  /** Lets an administrator sign in again, with the password of before. Done again it changes nothing. */
  enable(target: ChangeTarget, write: WriteRequest): Promise<Outcome<Administrator>> {
    return this.change(target, write, async (manager, row) => {
      const problems = await lettingInProblems(manager, write.author);
      if (problems.length > 0) return problems;
      const action = AuditAction.ADMINISTRATOR_ENABLED;
      if (row.disabledAt === null) return { action, changes: [], isUnchanged: true };
      await execute(manager, 'UPDATE admins SET disabled_at = NULL WHERE id = ?', [row.legacyId]);
      return { action, changes: changesBetween(row, { disabledAt: null }) };
    });
  }

  /** @param work gives the problems that stand in the way, or what was done */
  private async change(
    target: ChangeTarget,
    { author, idempotent }: WriteRequest,
    work: (
      manager: EntityManager,
      row: AdministratorRow,
      administration: Awaited<ReturnType<typeof lockAdministration>>,
    ) => Promise<readonly Problem[] | Done>,
  ): Promise<Outcome<Administrator>> {
    const outcome = await this.writeOnceTo<Administrator>(target.id, idempotent, async (manager) => {
      const administration = await lockAdministration(manager);
      const { row, problems } = await lockAdministrator(manager, target);
      const current = row && administratorFromRow(row);
      if (row === null || current === null || problems.length > 0)
        return { ...refused(...problems), current };
      const change = await work(manager, row, administration);
      if (isProblems(change)) return { ...refused(...change), current };
      const administrator = change.isUnchanged ? current : await countAdministrator(manager, row.legacyId);
      await record(manager, administrator, author, change.action, change.changes);
      return done(administrator);
    });
    this.authenticator.clearCache();
    return outcome;
  }
}

function record(
  manager: EntityManager,
  { id, username: name }: Administrator,
  author: Author,
  action: AuditAction,
  changes: FieldChange[],
): Promise<void> {
  return recordAudit(manager, { author, action, object: { id, name }, changes });
}

async function lettingInProblems(manager: EntityManager, author: Author): Promise<Problem[]> {
  const grant = await readGrant(manager, author);
  return grant === null ? [credentialOver] : notEverythingProblems(grant);
}

function environmentProblems({ origin }: AdministratorRow, path: string[]): Problem[] {
  if (origin !== CredentialOrigin.ENVIRONMENT) return [];
  const message =
    'This administrator is set up by ADMIN_USERNAME and ADMIN_PASSWORD: change or remove the variables and start again.';
  return [{ path, reason: Reason.NOT_PERMITTED, message }];
}

/** What is given of a profile; null clears. */
function profileOf({ firstName, lastName, emailAddress }: Profile): Partial<Record<keyof Profile, string>> {
  const given = Object.entries({ firstName, lastName, emailAddress }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given.map(([field, value]) => [field, value ?? '']));
}

function withoutNulls({ firstName, lastName, emailAddress }: Profile) {
  return { firstName: firstName ?? '', lastName: lastName ?? '', emailAddress: emailAddress ?? '' };
}

function isProblems<T>(result: readonly Problem[] | T): result is readonly Problem[] {
  return Array.isArray(result);
}
