import { AuditAction } from '../../audit/audit-action.js';
import { secretChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { type Caller, CallerKind } from '../../caller/caller.js';
import { done, type Outcome, Reason, refused } from '../../problems/problem.js';
import type { Administrator } from '../administrator.js';
import { passwordProblems } from '../administrator.rules.js';
import { hashPassword } from '../password-hash.js';
import { administratorFromRow } from '../storage/administrator.row.js';
import { countAdministrator, setPassword } from '../storage/write-administrator.js';
import type { Authenticator } from './authenticator.js';
import type { PasswordCheck } from './password-check.js';
import type { PasswordQueue } from './password-queue.js';
import { attemptOf } from './sign-in-limits.js';

interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** Lets administrators change their own password. */
export class OwnPassword {
  constructor(
    private readonly check: PasswordCheck,
    private readonly passwords: PasswordQueue,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * Ends every other session of the administrator. A wrong current password counts as a sign-in that failed: else a stolen
   * session could be used to find the password.
   * @param credential the session that asks
   * @throws SignInLimitError
   */
  async change(
    { currentPassword, newPassword }: PasswordChange,
    { caller, credential, author }: { caller: Caller; credential: string; author: Author },
  ): Promise<Outcome<Administrator>> {
    if (caller.kind !== CallerKind.ADMINISTRATOR) {
      const message =
        'This request is made with an API key, which has no password. Sign in as an administrator.';
      return refused({ path: [], reason: Reason.NOT_PERMITTED, message });
    }
    const problems = passwordProblems(newPassword, caller.name, ['newPassword']);
    if (problems.length > 0) return refused(...problems);
    const passwordHash = await this.passwords.run(() => hashPassword(newPassword));
    const attempt = attemptOf(author.address ?? '', caller.name);
    const outcome = await this.check.run<Outcome<Administrator>>(
      { attempt, author, password: currentPassword },
      async (manager, row) => {
        const administrator = administratorFromRow(row);
        if (administrator.isFromEnvironment) {
          const message = 'Your password is set by ADMIN_PASSWORD: change the variable and start again.';
          return refused({ path: ['newPassword'], reason: Reason.NOT_PERMITTED, message });
        }
        await setPassword(manager, row.legacyId, passwordHash, credential);
        await recordAudit(manager, {
          author,
          action: AuditAction.ADMINISTRATOR_UPDATED,
          object: { id: administrator.id, name: row.username },
          changes: [secretChange('password')],
        });
        return done(await countAdministrator(manager, row.legacyId));
      },
    );
    this.authenticator.clearCache();
    const message = 'This is not your current password.';
    return outcome ?? refused({ path: ['currentPassword'], reason: Reason.INVALID_CREDENTIALS, message });
  }
}
