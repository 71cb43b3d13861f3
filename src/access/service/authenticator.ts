import { type Caller, CallerKind, type RequestPlace } from '../../caller/caller.js';
import { allScopes } from '../../caller/scope.js';
import type { Read } from '../../sql/read.js';
import {
  credentialHash,
  credentialKey,
  isBrokenApiKey,
  isSessionToken,
  maxCredentialLength,
} from '../credential.js';
import { createNetworkTest } from '../networks.js';
import { networksFromColumn, scopesFromColumn } from '../storage/api-key.row.js';
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
 * A valid credential is remembered for 5 seconds from when the database was asked, not from when it answered: one that is
 * revoked elsewhere may work that long in this process, one that is revoked here stops at once. Of one credential there is one
 * look-up at a time, however many ask: those who come with it all at once would wait for one another's connections until
 * their time is over.
 */
export class Authenticator {
  private cache = new Map<string, CachedCredential>();
  private lookUps = new Map<string, Promise<Found | null>>();

  constructor(
    private readonly read: Read,
    private readonly recordUsage: (apiKeyRowId: number) => void,
    /** Told of every use of a valid key from a network that it is not for. */
    private readonly onForeignNetwork: (caller: Caller, place: RequestPlace) => void,
  ) {}

  async authenticate(credential: string, place: RequestPlace): Promise<Caller | null> {
    if (credential === '' || credential.length > maxCredentialLength || isBrokenApiKey(credential))
      return null;
    const key = credentialKey(credential);
    const cached = this.cache.get(key);
    const age = cached ? performance.now() - cached.lookedUpAt : cacheMilliseconds;
    const isCached = cached !== undefined && age < cacheMilliseconds;
    const isStale = age >= refreshMilliseconds;
    const lookUp = isStale ? this.lookUpOnce(key, credential) : null;
    // A look-up that nobody waits for may fail: until the answer of before is too old, others will ask again.
    if (isCached) lookUp?.catch(() => {});
    const found = isCached ? cached.found : await lookUp;
    if (found === null || isOver(found.caller)) return null;
    const { caller, isIn } = found;
    if (isIn !== null && !isIn(place.address)) {
      this.onForeignNetwork(caller, place);
      // A wrong key is always looked up: who tries this one must not tell it from such a one by the time that it takes.
      if (isCached) await this.lookUp(credential);
      return null;
    }
    if (caller.kind === CallerKind.API_KEY) this.recordUsage(caller.rowId);
    return caller;
  }

  /** Asks the database again for every credential. */
  clearCache(): void {
    this.cache = new Map();
    this.lookUps = new Map();
  }

  /** Joins the look-up of this credential that is under way, or begins one. */
  private lookUpOnce(key: string, credential: string): Promise<Found | null> {
    // What began before `clearCache` answers into maps that were thrown away.
    const { cache, lookUps } = this;
    const underWay = lookUps.get(key);
    if (underWay) return underWay;
    const lookedUpAt = performance.now();
    const lookUp = this.lookUp(credential)
      .then((found) => {
        if (cache.size >= maxCached) cache.clear();
        if (found === null) cache.delete(key);
        else cache.set(key, { found, lookedUpAt });
        return found;
      })
      .finally(() => lookUps.delete(key));
    lookUps.set(key, lookUp);
    return lookUp;
  }

  private async lookUp(credential: string): Promise<Found | null> {
    const hash = credentialHash(credential);
    return isSessionToken(credential) ? this.findSession(hash) : this.findApiKey(hash);
  }

  private async findApiKey(hash: Buffer): Promise<Found | null> {
    const [row] = await this.read<KeyRow>(
      `SELECT id AS keyId, name AS keyName, scopes, tag, networks, expires_at AS expiresAt
       FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL`,
      [hash],
    );
    return row === undefined ? null : keyFrom(row);
  }

  private async findSession(hash: Buffer): Promise<Found | null> {
    const [row] = await this.read<SessionRow>(
      `SELECT s.expires_at AS sessionEndsAt, a.id AS adminId, a.username, k.id AS keyId, k.name AS keyName, k.scopes,
              k.tag, k.networks, k.expires_at AS expiresAt
       FROM sessions s
       LEFT JOIN admins a ON a.id = s.admin_id AND a.disabled_at IS NULL
       LEFT JOIN api_keys k ON k.id = s.api_key_id AND k.revoked_at IS NULL
       WHERE s.token_hash = ?`,
      [hash],
    );
    if (row?.adminId) {
      const { adminId: rowId, username: name, sessionEndsAt: expiresAt } = row;
      const scopes = new Set(allScopes);
      const caller = { kind: CallerKind.ADMINISTRATOR, rowId, name, scopes, tag: null, expiresAt };
      return { caller, isIn: null };
    }
    if (!row?.keyId) return null;
    const { keyId, expiresAt, sessionEndsAt } = row;
    const isKeyFirst = expiresAt !== null && expiresAt < sessionEndsAt;
    return keyFrom({ ...row, keyId, expiresAt: isKeyFirst ? expiresAt : sessionEndsAt });
  }
}

interface Found {
  caller: Caller;
  /** Whether it works from an address; null when it does from everywhere. */
  isIn: ((address: string) => boolean) | null;
}

interface CachedCredential {
  found: Found;
  /** When the database was asked, by a clock that nobody sets: it may have changed its mind since then. */
  lookedUpAt: number;
}

interface KeyRow {
  keyId: number;
  keyName: string;
  scopes: string;
  tag: string | null;
  networks: string | null;
  expiresAt: Date | null;
}

/** The half that does not own the session is null. */
interface SessionRow extends Omit<KeyRow, 'keyId'> {
  sessionEndsAt: Date;
  adminId: number | null;
  username: string;
  keyId: number | null;
}

function keyFrom({ keyId, keyName, scopes, tag, networks: column, expiresAt }: KeyRow): Found {
  const effective = effectiveScopes(scopesFromColumn(scopes), tag);
  const networks = networksFromColumn(column);
  return {
    caller: { kind: CallerKind.API_KEY, rowId: keyId, name: keyName, scopes: effective, tag, expiresAt },
    isIn: networks && createNetworkTest(networks),
  };
}

function isOver(caller: Caller): boolean {
  return caller.expiresAt !== null && caller.expiresAt.getTime() <= Date.now();
}
