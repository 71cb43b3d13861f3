import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { globalId } from '../../problems/global-id.js';
import { type Problem, Reason } from '../../problems/problem.js';
import type { KeyedConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { isPassword } from '../password-hash.js';
import {
  type AdministratorRow,
  administratorColumns,
  readAdministratorRow,
} from '../storage/administrator.row.js';
import { maxPerClient, type PasswordQueue, type Standing } from './password-queue.js';
import type { Attempt, SignInLimits } from './sign-in-limits.js';

/**
 * How the attempts of one user name from one client take turns. With the look at the database that follows the wait, an
 * answer comes within 8 seconds.
 */
export const signInConcurrency = { running: 1, waiting: maxPerClient, milliseconds: 4_000 };
const millisecondsUntilRoom = 1_000;

export const wrongCredentials: Problem = {
  path: [],
  reason: Reason.INVALID_CREDENTIALS,
  message: 'The user name, the password or the key is wrong.',
};

/** Compares passwords within the limits, and records every failure. */
export class PasswordCheck {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
    private readonly limits: SignInLimits,
    private readonly passwords: PasswordQueue,
    /** One attempt of a user name after the other: sent all at once, they could not be counted. */
    private readonly limitConcurrency: KeyedConcurrencyLimit,
    private readonly onFailure: () => void,
  ) {}

  /**
   * Does `work` when the password is right, in one transaction that holds the row of the administrator; so neither a change
   * of the password nor its end comes between the two.
   * @returns null when it is wrong, or nobody's
   * @throws SignInLimitError
   */
  async run<T>(
    { attempt, author, password }: { attempt: Attempt; author: Author; password: string },
    work: (manager: EntityManager, row: AdministratorRow) => Promise<T>,
  ): Promise<T | null> {
    const leave = this.passwords.enter(attempt.client, await this.limits.check(attempt));
    if (leave === null) throw this.limits.refusal(attempt, millisecondsUntilRoom);
    try {
      return await this.limitConcurrency(attempt.place, async () => {
        const standing = await this.limits.check(attempt);
        const known = await this.find(attempt.username ?? '');
        const isRight = await this.passwords.run(() => isPassword(password, known?.passwordHash ?? null));
        const result = known && isRight ? await this.succeed(attempt, known, work) : null;
        if (result === null) await this.fail(attempt, standing, author, known);
        return result;
      });
    } finally {
      leave();
    }
  }

  /**
   * Counts and records a failure.
   * @param known whose user name it was; null for nobody's. Only such a name is recorded, as people type passwords into
   * the wrong field
   */
  async fail(
    attempt: Attempt,
    standing: Standing,
    author: Author,
    known: AdministratorRow | null,
  ): Promise<void> {
    this.onFailure();
    const object = known && { id: globalId('adm', known.legacyId), name: known.username };
    await this.transact(async (manager) => {
      await this.limits.recordFailure(manager, attempt, standing);
      await recordAudit(manager, {
        author: object ? { ...author, name: author.name || object.name } : author,
        action: AuditAction.SIGN_IN_FAILED,
        ...(object ? { object } : {}),
      });
    });
  }

  private succeed<T>(
    attempt: Attempt,
    { legacyId, passwordHash }: AdministratorRow,
    work: (manager: EntityManager, row: AdministratorRow) => Promise<T>,
  ): Promise<T | null> {
    return this.transact(async (manager) => {
      const row = await readAdministratorRow(manager, legacyId);
      if (row === null || row.passwordHash !== passwordHash || row.disabledAt !== null) return null;
      await this.limits.recordSuccess(manager, attempt, legacyId);
      return work(manager, row);
    });
  }

  private async find(username: string): Promise<AdministratorRow | null> {
    const candidates = await this.read<AdministratorRow>(
      `SELECT ${administratorColumns} FROM admins WHERE username = ?`,
      [username],
    );
    // The database ignores spaces at the end; a credential is compared exactly.
    return candidates.find((candidate) => candidate.username === username) ?? null;
  }
}
