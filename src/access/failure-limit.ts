/**
 * Counts failures by key over a sliding minute. Kept in this process: with several gateways each one counts for
 * itself. Bounded: when more keys than it can hold have failed within a minute, the oldest are forgotten.
 */
export class FailureLimit {
  private readonly failures = new Map<string, number[]>();

  constructor(
    private readonly most: number,
    private readonly windowMilliseconds = 60_000,
    private readonly now: () => number = Date.now,
  ) {}

  /** How long to wait before the next try, in whole seconds; 0 when a try is free. */
  secondsToWait(key: string): number {
    const recent = this.recent(key);
    const oldest = recent.length >= this.most ? recent.at(-this.most) : undefined;
    return oldest === undefined ? 0 : Math.ceil((oldest + this.windowMilliseconds - this.now()) / 1_000);
  }

  note(key: string): void {
    const recent = [...this.recent(key), this.now()].slice(-this.most);
    this.failures.delete(key);
    this.failures.set(key, recent);
    if (this.failures.size > mostKeys) {
      const [oldest] = this.failures.keys();
      if (oldest !== undefined) this.failures.delete(oldest);
    }
  }

  private recent(key: string): number[] {
    const since = this.now() - this.windowMilliseconds;
    return (this.failures.get(key) ?? []).filter((time) => time > since);
  }
}

const mostKeys = 10_000;
