import type { Read } from '../database/read.js';
import { scopesFromColumn } from './api-key.js';
import { credentialHash, isBrokenApiKey, isSessionToken, longestCredential } from './credential.js';
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
    const hash = credentialHash(credential);
    const key = hash.toString('base64');
    // A look-up that began before `forget` answers into the map that was thrown away.
    const believed = this.believed;
    const known = believed.get(key);
    const viewer = known && known.until > Date.now() ? known.viewer : await this.lookUp(credential, hash);
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

  private async lookUp(credential: string, hash: Buffer): Promise<Viewer | null> {
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
    const [row] = await this.read<{ admin_id: number; username: string; expires_at: Date }>(
      `SELECT s.admin_id, a.username, s.expires_at
       FROM sessions s JOIN admins a ON a.id = s.admin_id WHERE s.token_hash = ?`,
      [hash],
    );
    if (row === undefined) return null;
    return {
      kind: ViewerKind.ADMINISTRATOR,
      rowId: row.admin_id,
      name: row.username,
      scopes: new Set(allScopes),
      expiresAt: row.expires_at,
    };
  }
}

function isOver(viewer: Viewer): boolean {
  return viewer.expiresAt !== null && viewer.expiresAt.getTime() <= Date.now();
}
