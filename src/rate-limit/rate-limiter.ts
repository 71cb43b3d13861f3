import { type Quota, windowSeconds } from './quota.js';
import type { CredentialId, SyncUsage } from './sync-usage.js';

interface Usage extends CredentialId {
  /** Points used at all gateways, as of the last exchange. */
  shared: number;
  /** Points used here since. */
  pending: number;
}

const windowMilliseconds = windowSeconds * 1_000;
const exchangeMilliseconds = 1_000;
/** Beyond these, the oldest credential of the minute is evicted and begins anew. */
const maxCredentials = 10_000;

/**
 * Counts the points that every credential uses in each minute of the clock. Requests are judged from memory; once a
 * second the gateway exchanges usage with the others through the database. So several gateways together may exceed the
 * limit by about a second's use; while the database is away, each counts alone.
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

  private usageOf({ kind, rowId }: CredentialId): Usage {
    const windowStart = Math.floor(this.now() / windowMilliseconds) * windowMilliseconds;
    if (windowStart !== this.windowStart) {
      this.windowStart = windowStart;
      this.usages = new Map();
    }
    const key = keyOf({ kind, rowId });
    const known = this.usages.get(key);
    if (known) return known;
    if (this.usages.size >= maxCredentials) {
      const [oldest = ''] = this.usages.keys();
      this.usages.delete(oldest);
    }
    const usage = { kind, rowId, shared: 0, pending: 0 };
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
