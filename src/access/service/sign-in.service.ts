import type { RowDataPacket } from 'mysql2';
import { done, type Outcome, type Problem, Reason, refused } from '../../problems/problem.js';
import type { KeyedConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { credentialHash, isSessionToken, newSessionToken } from '../credential.js';
import { hashPassword, isPassword } from '../password-hash.js';
import type { Authenticator } from './authenticator.js';
import { maxPerClient, PasswordQueue } from './password-queue.js';
import {
  type Attempt,
  attemptOf,
  type OnSignInFailure,
  SignInLimitError,
  SignInLimits,
} from './sign-in-limits.js';

/** Either a user name and a password, or an API key. */
interface SignInRequest {
  username?: string | null;
  password?: string | null;
  apiKey?: string | null;
}

export interface Administrator {
  rowId: number;
  username: string;
  firstName: string;
  lastName: string;
  emailAddress: string;
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
const secondsUntilRoom = 1;
/**
 * How the attempts of one user name from one client take turns. With the look at the database that follows the wait, an
 * answer comes within 8 seconds.
 */
export const signInConcurrency = { running: 1, waiting: maxPerClient, milliseconds: 4_000 };

type AdminRow = Administrator & { passwordHash: string };

/** Signs people and programs in and out. */
export class SignInService {
  private readonly limits: SignInLimits;
  private readonly passwords = new PasswordQueue();

  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
    private readonly authenticator: Authenticator,
    /** One attempt of a user name after the other: sent all at once, they could not be counted. */
    private readonly limitConcurrency: KeyedConcurrencyLimit,
    onFailure?: OnSignInFailure,
  ) {
    this.limits = new SignInLimits(onFailure);
  }

  /**
   * @param address where the request comes from
   * @throws SignInLimitError when there were too many failures lately, also for the right password but not for a right
   * key; or when too many sign in at this moment
   */
  async signIn(request: SignInRequest, address: string): Promise<Outcome<Session>> {
    if (request.apiKey) return this.signInWithKey(request.apiKey, attemptOf(address, null));
    const problems = missingProblems(request);
    if (problems.length > 0) return refused(...problems);
    const attempt = attemptOf(address, request.username ?? '');
    this.limits.check(attempt);
    const leave = this.passwords.enter(attempt.client, this.limits.isFailingNetwork(attempt));
    if (leave === null) throw new SignInLimitError(secondsUntilRoom);
    try {
      return await this.limitConcurrency(attempt.key, () => this.signInWithPassword(attempt, request));
    } finally {
      leave();
    }
  }

  /**
   * For somebody who signs in as a user of the old system, of whom there are none here: refuses, and counts it as any
   * other failure for the user name.
   * @throws SignInLimitError as `signIn` does
   */
  async signInUser(request: SignInRequest, address: string): Promise<Outcome<Session>> {
    const problems = missingProblems(request);
    if (problems.length > 0) return refused(...problems);
    const attempt = attemptOf(address, request.username ?? '');
    this.limits.check(attempt);
    return this.wrongCredentials(attempt);
  }

  /** Ends the session of this token. Ending it again changes nothing. */
  async signOut(credential: string): Promise<Outcome<true>> {
    if (!isSessionToken(credential)) {
      const message = 'This request is made with an API key, not with a session. apiKeyRevoke ends keys.';
      return refused({ path: [], reason: Reason.NOT_PERMITTED, message });
    }
    await this.transact((manager) =>
      execute(manager, 'DELETE FROM sessions WHERE token_hash = ?', [credentialHash(credential)]),
    );
    this.authenticator.clearCache();
    return done(true);
  }

  /** Creates the administrator, or gives them this password; a changed password ends their sessions. */
  async saveAdministrator({ username, password }: { username: string; password: string }): Promise<void> {
    await this.transact(async (manager) => {
      const [current] = await execute<(RowDataPacket & { id: number; passwordHash: string })[]>(
        manager,
        'SELECT id, password_hash AS passwordHash FROM admins WHERE username = ? FOR UPDATE',
        [username],
      );
      if (current === undefined) {
        const sql = 'INSERT INTO admins (username, password_hash) VALUES (?, ?)';
        await execute(manager, sql, [username, await hashPassword(password)]);
      } else if (!(await isPassword(password, current.passwordHash))) {
        const sql = 'UPDATE admins SET password_hash = ?, updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?';
        await execute(manager, sql, [await hashPassword(password), current.id]);
        await execute(manager, 'DELETE FROM sessions WHERE admin_id = ?', [current.id]);
      }
    });
  }

  /** The key comes first: it is looked up in a moment and cannot be guessed, so a right one waits for no wrong one. */
  private async signInWithKey(apiKey: string, attempt: Attempt): Promise<Outcome<Session>> {
    const session = await this.beginWithKey(apiKey);
    if (session !== null) return done(session);
    this.limits.check(attempt);
    return this.wrongCredentials(attempt);
  }

  private async signInWithPassword(
    attempt: Attempt,
    { username, password }: SignInRequest,
  ): Promise<Outcome<Session>> {
    this.limits.check(attempt);
    const session = await this.beginWithPassword(username ?? '', password ?? '');
    if (session === null) return this.wrongCredentials(attempt);
    this.limits.recordSuccess(attempt);
    return done(session);
  }

  private wrongCredentials(attempt: Attempt): Outcome<Session> {
    this.limits.recordFailure(attempt);
    const message = 'The user name, the password or the key is wrong.';
    return refused({ path: [], reason: Reason.INVALID_CREDENTIALS, message });
  }

  private async beginWithPassword(username: string, password: string): Promise<Session | null> {
    const candidates = await this.read<AdminRow>(
      `SELECT id AS rowId, username, password_hash AS passwordHash, first_name AS firstName, last_name AS lastName,
              email_address AS emailAddress
       FROM admins WHERE username = ?`,
      [username.slice(0, 256)],
    );
    // The database ignores spaces at the end; a credential is compared exactly.
    const admin = candidates.find((candidate) => candidate.username === username);
    const isRight = await this.passwords.run(() => isPassword(password, admin?.passwordHash ?? null));
    if (!isRight || admin === undefined) return null;
    const { passwordHash: _, ...administrator } = admin;
    return this.begin({ adminId: admin.rowId, apiKeyId: null }, administrator);
  }

  private async beginWithKey(apiKey: string): Promise<Session | null> {
    const caller = isSessionToken(apiKey) ? null : await this.authenticator.authenticate(apiKey);
    return caller === null ? null : this.begin({ adminId: null, apiKeyId: caller.rowId }, null);
  }

  private async begin(
    owner: { adminId: number | null; apiKeyId: number | null },
    administrator: Administrator | null,
  ): Promise<Session> {
    const token = newSessionToken();
    const expiresAt = new Date(Date.now() + sessionHours * 3_600_000);
    await this.transact(async (manager) => {
      await manager.query('DELETE FROM sessions WHERE expires_at < CURRENT_TIMESTAMP(3)');
      await execute(
        manager,
        'INSERT INTO sessions (token_hash, admin_id, api_key_id, expires_at) VALUES (?, ?, ?, ?)',
        [credentialHash(token), owner.adminId, owner.apiKeyId, expiresAt],
      );
    });
    return { token, expiresAt, administrator };
  }
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
