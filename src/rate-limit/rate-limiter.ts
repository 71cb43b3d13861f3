import { type Quota, windowSeconds } from './quota.js';
import type { CredentialId, SyncUsage } from './sync-usage.js';

interface Usage extends CredentialId {
  /** What all gateways have used, as far as the database has told, this one's share included. */
  shared: number;
  /** What was used here since. */
  pending: number;
}

const windowMilliseconds = windowSeconds * 1_000;
const exchangeMilliseconds = 1_000;
/** Beyond these, the credentials that came first in a minute are forgotten and begin anew. */
const maxCredentials = 10_000;

/**
 * Counts the points that every credential uses in each minute of the clock. Requests are judged from memory; once a
 * second the gateway tells the database what was used here and learns what was used elsewhere. So several gateways
 * together may let through what they do within about a second beyond the limit; and when the database is away, each
 * counts for itself.
 */
export class RateLimiter {
  private windowStart = 0;
  private usages = new Map<string, Usage>();
  private exchanging: Promise<void> | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly limit: number,
    private readonly syncUsage: SyncUsage,
    private readonly onFailure: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.timer = setInterval(() => void this.synchronise(), exchangeMilliseconds).unref();
  }

  /** Uses points, all of them or, when nothing is left, none. The last operation of a minute may go beyond the limit. */
  take(credential: CredentialId, points: number): Quota {
    const usage = this.usageOf(credential);
    const isExceeded = usage.shared + usage.pending >= this.limit;
    if (!isExceeded) usage.pending += points;
    return {
      limit: this.limit,
      remaining: Math.max(0, this.limit - usage.shared - usage.pending),
      resetSeconds: Math.max(1, Math.ceil((this.windowStart + windowMilliseconds - this.now()) / 1_000)),
      isExceeded,
    };
  }

  /** Exchanges with the database, one exchange at a time; never fails. */
  synchronise(): Promise<void> {
    this.exchanging ??= this.exchangePoints()
      .catch(this.onFailure)
      .finally(() => {
        this.exchanging = null;
      });
    return this.exchanging;
  }

  /** Tells the database the rest. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.exchanging;
    await this.synchronise();
  }

  private usageOf(credential: CredentialId): Usage {
    const windowStart = Math.floor(this.now() / windowMilliseconds) * windowMilliseconds;
    if (windowStart !== this.windowStart) {
      this.windowStart = windowStart;
      this.usages = new Map();
    }
    const key = keyOf(credential);
    const known = this.usages.get(key);
    if (known) return known;
    const { kind, rowId } = credential;
    const usage = { kind, rowId, shared: 0, pending: 0 };
    if (this.usages.size >= maxCredentials) {
      const [oldest = ''] = this.usages.keys();
      this.usages.delete(oldest);
    }
    this.usages.set(key, usage);
    return usage;
  }

  private async exchangePoints(): Promise<void> {
    const { usages } = this;
    const active = [...usages.values()].filter(({ pending }) => pending > 0);
    if (active.length === 0) return;
    const sent = active.map(({ kind, rowId, pending }) => ({ kind, rowId, points: pending }));
    const totals = await this.syncUsage(new Date(this.windowStart), sent);
    for (const [index, usage] of active.entries()) usage.pending -= sent[index]?.points ?? 0;
    for (const { points, ...credential } of totals) {
      const usage = usages.get(keyOf(credential));
      if (usage) usage.shared = points;
    }
  }
}

function keyOf({ kind, rowId }: CredentialId): string {
  return `${kind} ${rowId}`;
}
