import type { Read } from '../database/read.js';
import { scopesFromColumn } from './api-key.js';
import {
  credentialHash,
  credentialKey,
  isBrokenApiKey,
  isSessionToken,
  longestCredential,
} from './credential.js';
import { allScopes } from './scope.js';
import { type Viewer, ViewerKind } from './viewer.js';

/** For how long a credential that was found valid is believed without asking the database again. */
const believedMilliseconds = 5_000;
const mostBelieved = 10_000;

/**
 * Tells whose a credential is. Credentials are compared by the SHA-256 of their bytes against a binary column, so
 * neither letter case, padding nor type juggling makes one match another.
 *
 * A valid credential is remembered for 5 seconds: one that is revoked elsewhere may work that long in this process,
 * one that is revoked here stops at once.
 */
export class Authenticator {
  private believed = new Map<string, { viewer: Viewer; until: number }>();

  constructor(
    private readonly read: Read,
    /** Notes that a key was used; may be slow or fail without harm. */
    private readonly noteUse: (apiKeyRowId: number) => void,
  ) {}

  async authenticate(credential: string): Promise<Viewer | null> {
    if (credential === '' || credential.length > longestCredential || isBrokenApiKey(credential)) return null;
    const key = credentialKey(credential);
    // A look-up that began before `forget` answers into the map that was thrown away.
    const believed = this.believed;
    const known = believed.get(key);
    const viewer = known && known.until > Date.now() ? known.viewer : await this.lookUp(credential);
    if (viewer === null || isOver(viewer)) {
      believed.delete(key);
      return null;
    }
    if (viewer !== known?.viewer) {
      if (believed.size >= mostBelieved) believed.clear();
      believed.set(key, { viewer, until: Date.now() + believedMilliseconds });
    }
    return viewer;
  }

  /** Asks the database again for every credential. */
  forget(): void {
    this.believed = new Map();
  }

  private async lookUp(credential: string): Promise<Viewer | null> {
    const hash = credentialHash(credential);
    return isSessionToken(credential) ? this.findSession(hash) : this.findApiKey(hash);
  }

  private async findApiKey(hash: Buffer): Promise<Viewer | null> {
    const [row] = await this.read<{ id: number; name: string; scopes: string; expires_at: Date | null }>(
      'SELECT id, name, scopes, expires_at FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL',
      [hash],
    );
    if (row === undefined) return null;
    this.noteUse(row.id);
    return {
      kind: ViewerKind.API_KEY,
      rowId: row.id,
      name: row.name,
      scopes: new Set(scopesFromColumn(row.scopes)),
      expiresAt: row.expires_at,
    };
  }

  private async findSession(hash: Buffer): Promise<Viewer | null> {
    const [row] = await this.read<SessionRow>(
      `SELECT s.expires_at, a.id AS admin_id, a.username, k.id AS key_id, k.name AS key_name, k.scopes,
              k.expires_at AS key_expires_at
       FROM sessions s
       LEFT JOIN admins a ON a.id = s.admin_id
       LEFT JOIN api_keys k ON k.id = s.api_key_id AND k.revoked_at IS NULL
       WHERE s.token_hash = ?`,
      [hash],
    );
    if (row?.admin_id) {
      const { admin_id: rowId, username: name, expires_at: expiresAt } = row;
      return { kind: ViewerKind.ADMINISTRATOR, rowId, name, scopes: new Set(allScopes), expiresAt };
    }
    if (row?.key_id) {
      this.noteUse(row.key_id);
      const scopes = new Set(scopesFromColumn(row.scopes));
      const expiresAt = earlier(row.expires_at, row.key_expires_at);
      return { kind: ViewerKind.API_KEY, rowId: row.key_id, name: row.key_name, scopes, expiresAt };
    }
    return null;
  }
}

/** The half that does not own the session is null. */
interface SessionRow {
  expires_at: Date;
  admin_id: number | null;
  username: string;
  key_id: number | null;
  key_name: string;
  scopes: string;
  key_expires_at: Date | null;
}

function earlier(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}

function isOver(viewer: Viewer): boolean {
  return viewer.expiresAt !== null && viewer.expiresAt.getTime() <= Date.now();
}
