import type { Read } from '../database/read.js';
import type { Transact } from '../database/transact.js';
import { done, type Outcome, Reason, refused } from '../problem.js';
import { AdminEntity } from './admin.entity.js';
import { credentialHash, newSessionToken } from './credential.js';
import { hashPassword, isPassword } from './password-hash.js';
import { SessionEntity } from './session.entity.js';

export interface Session {
  /** Shown this once; only its hash is kept. */
  token: string;
  expiresAt: Date;
}

/** A session lasts this long from sign-in, in hours, whether it is used or not. */
export const sessionHours = 12;

/** Signs administrators in and out. */
export class SignInService {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
    /** Makes an ended session stop working at once in this process. */
    private readonly forgetCredentials: () => void,
  ) {}

  async signIn(username: string, password: string): Promise<Outcome<Session>> {
    const candidates = await this.read<{ id: number; username: string; password_hash: string }>(
      'SELECT id, username, password_hash FROM admins WHERE username = ?',
      [username.slice(0, 256)],
    );
    // The database ignores spaces at the end; a credential is compared exactly.
    const admin = candidates.find((candidate) => candidate.username === username);
    if (!(await isPassword(password, admin?.password_hash ?? null)) || admin === undefined) {
      const message = 'The user name or the password is wrong.';
      return refused({ path: [], reason: Reason.INVALID_CREDENTIALS, message });
    }
    const token = newSessionToken();
    const expiresAt = new Date(Date.now() + sessionHours * 3_600_000);
    await this.transact(async (manager) => {
      await manager.query('DELETE FROM sessions WHERE expires_at < CURRENT_TIMESTAMP(3)');
      await manager.insert(SessionEntity, { tokenHash: credentialHash(token), adminId: admin.id, expiresAt });
    });
    return done({ token, expiresAt });
  }

  /** Ends the session of this token. Ending it again changes nothing. */
  async signOut(token: string): Promise<void> {
    await this.transact((manager) => manager.delete(SessionEntity, { tokenHash: credentialHash(token) }));
    this.forgetCredentials();
  }

  /** Creates the administrator, or gives them this password; a changed password ends their sessions. */
  async keepAdministrator(administrator: { username: string; password: string }): Promise<void> {
    const { username, password } = administrator;
    await this.transact(async (manager) => {
      const current = await manager.findOne(AdminEntity, {
        where: { username },
        lock: { mode: 'pessimistic_write' },
      });
      if (current === null) {
        await manager.insert(AdminEntity, { username, passwordHash: await hashPassword(password) });
      } else if (!(await isPassword(password, current.passwordHash))) {
        const changes = { passwordHash: await hashPassword(password), updatedAt: new Date() };
        await manager.update(AdminEntity, { id: current.id }, changes);
        await manager.delete(SessionEntity, { adminId: current.id });
      }
    });
  }
}
