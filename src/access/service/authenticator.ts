import { type Caller, CallerKind } from '../../caller/caller.js';
import { allScopes } from '../../caller/scope.js';
import type { Read } from '../../sql/read.js';
import {
  credentialHash,
  credentialKey,
  isBrokenApiKey,
  isSessionToken,
  maxCredentialLength,
} from '../credential.js';
import { scopesFromColumn } from '../storage/api-key.row.js';
import { effectiveScopes } from '../tag-limit.js';

/** For how long a credential that was found valid stays in the cache. */
const cacheMilliseconds = 5_000;
/** After which time the database is asked again, while everybody still gets the answer of before. */
const refreshMilliseconds = 2_000;
const maxCached = 10_000;

/**
 * Tells whose a credential is. Credentials are compared by the SHA-256 of their bytes against a binary column, so
 * neither letter case, padding nor type juggling makes one match another.
 *
 * A valid credential is remembered for 5 seconds: one that is revoked elsewhere may work that long in this process,
 * one that is revoked here stops at once. Of one credential there is one look-up at a time, however many ask: those who
 * come with it all at once would wait for one another's connections until their time is over.
 */
export class Authenticator {
  private cache = new Map<string, CachedCaller>();
  private lookUps = new Map<string, Promise<Caller | null>>();

  constructor(
    private readonly read: Read,
    private readonly recordUsage: (apiKeyRowId: number) => void,
  ) {}

  async authenticate(credential: string): Promise<Caller | null> {
    if (credential === '' || credential.length > maxCredentialLength || isBrokenApiKey(credential))
      return null;
    const key = credentialKey(credential);
    const cached = this.cache.get(key);
    const age = cached ? Date.now() - cached.lookedUpAt : cacheMilliseconds;
    const isCached = cached !== undefined && age < cacheMilliseconds;
    const isStale = age >= refreshMilliseconds;
    const lookUp = isStale ? this.lookUpOnce(key, credential) : null;
    // A look-up that nobody waits for may fail: until the answer of before is too old, others will ask again.
    if (isCached) lookUp?.catch(() => {});
    const caller = isCached ? cached.caller : await lookUp;
    return caller === null || isOver(caller) ? null : caller;
  }

  /** Asks the database again for every credential. */
  clearCache(): void {
    this.cache = new Map();
    this.lookUps = new Map();
  }

  /** Joins the look-up of this credential that is under way, or begins one. */
  private lookUpOnce(key: string, credential: string): Promise<Caller | null> {
    // What began before `clearCache` answers into maps that were thrown away.
    const { cache, lookUps } = this;
    const underWay = lookUps.get(key);
    if (underWay) return underWay;
    const lookedUpAt = Date.now();
    const lookUp = this.lookUp(credential)
      .then((caller) => {
        if (cache.size >= maxCached) cache.clear();
        if (caller === null) cache.delete(key);
        else cache.set(key, { caller, lookedUpAt });
        return caller;
      })
      .finally(() => lookUps.delete(key));
    lookUps.set(key, lookUp);
    return lookUp;
  }

  private async lookUp(credential: string): Promise<Caller | null> {
    const hash = credentialHash(credential);
    return isSessionToken(credential) ? this.findSession(hash) : this.findApiKey(hash);
  }

  private async findApiKey(hash: Buffer): Promise<Caller | null> {
    const [row] = await this.read<KeyRow>(
      `SELECT id AS keyId, name AS keyName, scopes, tag, expires_at AS expiresAt
       FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL`,
      [hash],
    );
    return row === undefined ? null : this.callerOfKey(row);
  }

  private async findSession(hash: Buffer): Promise<Caller | null> {
    const [row] = await this.read<SessionRow>(
      `SELECT s.expires_at AS sessionEndsAt, a.id AS adminId, a.username, k.id AS keyId, k.name AS keyName, k.scopes,
              k.tag, k.expires_at AS expiresAt
       FROM sessions s
       LEFT JOIN admins a ON a.id = s.admin_id
       LEFT JOIN api_keys k ON k.id = s.api_key_id AND k.revoked_at IS NULL
       WHERE s.token_hash = ?`,
      [hash],
    );
    if (row?.adminId) {
      const { adminId: rowId, username: name, sessionEndsAt: expiresAt } = row;
      const scopes = new Set(allScopes);
      return { kind: CallerKind.ADMINISTRATOR, rowId, name, scopes, tag: null, expiresAt };
    }
    if (!row?.keyId) return null;
    const { keyId, expiresAt, sessionEndsAt } = row;
    const isKeyFirst = expiresAt !== null && expiresAt < sessionEndsAt;
    return this.callerOfKey({ ...row, keyId, expiresAt: isKeyFirst ? expiresAt : sessionEndsAt });
  }

  private callerOfKey({ keyId, keyName, scopes, tag, expiresAt }: KeyRow): Caller {
    this.recordUsage(keyId);
    const { API_KEY: kind } = CallerKind;
    const effective = effectiveScopes(scopesFromColumn(scopes), tag);
    return { kind, rowId: keyId, name: keyName, scopes: effective, tag, expiresAt };
  }
}

interface CachedCaller {
  caller: Caller;
  /** When the database was asked, in milliseconds since 1970: it may have changed its mind since then. */
  lookedUpAt: number;
}

interface KeyRow {
  keyId: number;
  keyName: string;
  scopes: string;
  tag: string | null;
  expiresAt: Date | null;
}

/** The half that does not own the session is null. */
interface SessionRow extends Omit<KeyRow, 'keyId'> {
  sessionEndsAt: Date;
  adminId: number | null;
  username: string;
  keyId: number | null;
}

function isOver(caller: Caller): boolean {
  return caller.expiresAt !== null && caller.expiresAt.getTime() <= Date.now();
}
