import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { type Author, AuthorKind } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { globalId } from '../../problems/global-id.js';
import { done, type Outcome, type Problem, Reason, refused } from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';
import type { Transact } from '../../sql/transact.js';
import type { Administrator } from '../administrator.js';
import { credentialHash, isSessionToken, newSessionToken } from '../credential.js';
import { administratorFromRow } from '../storage/administrator.row.js';
import type { Authenticator } from './authenticator.js';
import { type PasswordCheck, wrongCredentials } from './password-check.js';
import { type Attempt, attemptOf, type SignInLimits } from './sign-in-limits.js';

/** Either a user name and a password, or an API key. */
interface SignInRequest {
  username?: string | null;
  password?: string | null;
  apiKey?: string | null;
}

export interface Session {
  /** Shown this once; only its hash is kept. */
  token: string;
  expiresAt: Date;
  /** Null when the session was begun with an API key. */
  administrator: Administrator | null;
}

/** A session lasts this long from sign-in, in hours, whether it is used or not. */
const sessionHours = 12;

/** Signs people and programs in and out. */
export class SignInService {
  constructor(
    private readonly transact: Transact,
    private readonly authenticator: Authenticator,
    private readonly limits: SignInLimits,
    private readonly check: PasswordCheck,
  ) {}

  /**
   * @param author who makes the request, from where
   * @throws SignInLimitError when there were too many failures lately, also for the right password but not for a right
   * key; or when too many sign in at this moment
   */
  async signIn(request: SignInRequest, author: Author): Promise<Outcome<Session>> {
    const address = author.address ?? '';
    if (request.apiKey) return this.signInWithKey(request.apiKey, attemptOf(address, null), author);
    const problems = missingProblems(request);
    if (problems.length > 0) return refused(...problems);
    const { username, password } = request;
    const attempt = attemptOf(address, username ?? '');
    const session = await this.check.run(
      { attempt, author, password: password ?? '' },
      async (manager, row) => {
        const administrator = administratorFromRow(row);
        const update = 'UPDATE admins SET last_signed_in_at = CURRENT_TIMESTAMP(3) WHERE id = ?';
        await execute(manager, update, [row.legacyId]);
        const self = { ...author, kind: AuthorKind.ADMINISTRATOR, id: administrator.id, name: row.username };
        return begin(manager, { adminId: row.legacyId }, administrator, self);
      },
    );
    return session === null ? refused(wrongCredentials) : done(session);
  }

  /**
   * For somebody who signs in as a user of the old system, of whom there are none here: refuses, and counts it as any
   * other failure for the user name.
   * @throws SignInLimitError as `signIn` does
   */
  async signInUser(request: SignInRequest, author: Author): Promise<Outcome<Session>> {
    const problems = missingProblems(request);
    if (problems.length > 0) return refused(...problems);
    const attempt = attemptOf(author.address ?? '', request.username ?? '');
    await this.check.fail(attempt, await this.limits.check(attempt), author, null);
    return refused(wrongCredentials);
  }

  /** Ends the session of this token. Ending it again changes nothing. */
  async signOut(credential: string, author: Author): Promise<Outcome<true>> {
    if (!isSessionToken(credential)) {
      const message = 'This request is made with an API key, not with a session. apiKeyRevoke ends keys.';
      return refused({ path: [], reason: Reason.NOT_PERMITTED, message });
    }
    await this.transact(async (manager) => {
      await execute(manager, 'DELETE FROM sessions WHERE token_hash = ?', [credentialHash(credential)]);
      await recordAudit(manager, { author, action: AuditAction.SIGNED_OUT });
    });
    this.authenticator.clearCache();
    return done(true);
  }

  /** The key comes first: it is looked up in a moment and cannot be guessed, so a right one waits for no wrong one. */
  private async signInWithKey(apiKey: string, attempt: Attempt, author: Author): Promise<Outcome<Session>> {
    const place = { address: author.address ?? '', requestId: author.requestId };
    const caller = isSessionToken(apiKey) ? null : await this.authenticator.authenticate(apiKey, place);
    if (caller === null) {
      await this.check.fail(attempt, await this.limits.check(attempt), author, null);
      return refused(wrongCredentials);
    }
    const { rowId, name } = caller;
    const self = { ...author, kind: AuthorKind.API_KEY, id: globalId('key', rowId), name };
    return done(await this.transact((manager) => begin(manager, { apiKeyId: rowId }, null, self)));
  }
}

async function begin(
  manager: EntityManager,
  owner: { adminId?: number; apiKeyId?: number },
  administrator: Administrator | null,
  author: Author,
): Promise<Session> {
  const token = newSessionToken();
  const expiresAt = new Date(Date.now() + sessionHours * 3_600_000);
  await manager.query('DELETE FROM sessions WHERE expires_at < CURRENT_TIMESTAMP(3)');
  await execute(
    manager,
    'INSERT INTO sessions (token_hash, admin_id, api_key_id, expires_at) VALUES (?, ?, ?, ?)',
    [credentialHash(token), owner.adminId ?? null, owner.apiKeyId ?? null, expiresAt],
  );
  await recordAudit(manager, { author, action: AuditAction.SIGNED_IN });
  return { token, expiresAt, administrator };
}

function missingProblems({ username, password }: SignInRequest): Problem[] {
  return Object.entries({ username, password })
    .filter(([, value]) => !value)
    .map(([field]) => ({
      path: [field],
      reason: Reason.REQUIRED,
      message: `A ${field} or an API key is required.`,
    }));
}
