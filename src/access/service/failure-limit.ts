export interface Pace {
  /** Failures that may come all at once. */
  burst: number;
  /** After which time one more may come. */
  intervalMilliseconds: number;
}

/**
 * Lets failures of one key come at a steady pace: a burst, then one more after each interval (a leaky bucket, in the form
 * known as GCRA). So the next attempt never waits longer than an interval, however many failed before it.
 * Kept in this process: with several gateways each one counts for itself. Bounded: of more keys than it can hold, those
 * whose last failure is the longest ago are forgotten.
 */
export class FailureLimit {
  /** When nothing will count against a key any more. */
  private readonly emptyAt = new Map<string, number>();

  constructor(
    private readonly pace: Pace,
    /** In milliseconds, from a clock that nobody sets. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How long to wait before the next attempt, in whole seconds; 0 when it may come now. */
  secondsToWait(key: string): number {
    const { burst, intervalMilliseconds } = this.pace;
    const emptyIn = (this.emptyAt.get(key) ?? 0) - this.now();
    return Math.max(Math.ceil((emptyIn - (burst - 1) * intervalMilliseconds) / 1_000), 0);
  }

  note(key: string): void {
    const { burst, intervalMilliseconds } = this.pace;
    const now = this.now();
    const emptyAt = Math.max(this.emptyAt.get(key) ?? 0, now) + intervalMilliseconds;
    this.emptyAt.delete(key);
    this.emptyAt.set(key, Math.min(emptyAt, now + burst * intervalMilliseconds));
    if (this.emptyAt.size > maxKeys) {
      const [oldest] = this.emptyAt.keys();
      if (oldest !== undefined) this.emptyAt.delete(oldest);
    }
  }

  clear(key: string): void {
    this.emptyAt.delete(key);
  }
}

const maxKeys = 10_000;
