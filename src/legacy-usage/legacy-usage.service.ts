import type { Read } from '../sql/read.js';
import type { Transact } from '../sql/transact.js';

/** Whose credential used the legacy API. */
interface LegacyUser {
  kind: string;
  rowId: number;
  name: string;
}

export interface LegacyUse {
  command: string;
  credentialKind: string;
  credentialName: string;
  uses: number;
  firstUsedAt: Date;
  lastUsedAt: Date;
}

/** A use that is not written yet. */
type Pending = LegacyUse & { credentialId: number };

const flushMilliseconds = 5_000;

/**
 * Counts who uses which command of the legacy API, so that an owner can see who still depends on it. Counts are kept
 * in memory and written every 5 seconds, before they are read, and at the end; a crash loses at most those.
 */
export class LegacyUsageService {
  private pending = new Map<string, Pending>();
  private flushing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.flush().catch(onFailure), flushMilliseconds).unref();
  }

  record(command: string, { kind, rowId, name }: LegacyUser): void {
    const now = new Date();
    const credential = { credentialKind: kind, credentialId: rowId, credentialName: name };
    this.add({ command, ...credential, uses: 1, firstUsedAt: now, lastUsedAt: now });
  }

  /**
   * Every command that was ever used, by credential, the latest use first. The last seconds are missing while the database
   * takes no writes: reading does not need them.
   */
  async list(): Promise<LegacyUse[]> {
    await this.flush().catch(this.onFailure);
    return this.read<LegacyUse>(
      `SELECT command, credential_kind AS credentialKind, credential_name AS credentialName, uses,
              first_used_at AS firstUsedAt, last_used_at AS lastUsedAt
       FROM legacy_usage ORDER BY last_used_at DESC, command, credential_id LIMIT 1000`,
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush().catch(this.onFailure);
  }

  /** Writes one batch after the other, so that waiting for the last one is waiting for all. */
  private flush(): Promise<void> {
    this.flushing = this.flushing.catch(() => {}).then(() => this.write());
    return this.flushing;
  }

  private async write(): Promise<void> {
    if (this.pending.size === 0) return;
    const batch = this.pending;
    this.pending = new Map();
    try {
      await this.transact(async (manager) => {
        for (const use of batch.values()) {
          await manager.query(
            `INSERT INTO legacy_usage
               (command, credential_kind, credential_id, credential_name, uses, first_used_at, last_used_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE credential_name = VALUES(credential_name), uses = uses + VALUES(uses),
               last_used_at = GREATEST(last_used_at, VALUES(last_used_at))`,
            [
              use.command,
              use.credentialKind,
              use.credentialId,
              use.credentialName,
              use.uses,
              use.firstUsedAt,
              use.lastUsedAt,
            ],
          );
        }
      });
    } catch (error) {
      for (const use of batch.values()) this.add(use);
      throw error;
    }
  }

  /** Counts a use together with those of the same command and credential. */
  private add(use: Pending): void {
    const key = `${use.command} ${use.credentialKind} ${use.credentialId}`;
    const counted = this.pending.get(key);
    if (counted === undefined) {
      this.pending.set(key, use);
      return;
    }
    counted.uses += use.uses;
    if (use.firstUsedAt < counted.firstUsedAt) counted.firstUsedAt = use.firstUsedAt;
    if (use.lastUsedAt > counted.lastUsedAt) counted.lastUsedAt = use.lastUsedAt;
  }
}
