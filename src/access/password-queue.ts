/** Attempts that have begun and are not over: of one address, and of all together. */
export const maxOfAddress = 8;
const maxInAll = 24;

/**
 * Compares one password at a time. Each takes some 30 ms of a processor, by intent, and whoever sends many must not have
 * them all: the queue is short, and no address fills it alone.
 */
export class PasswordQueue {
  private readonly ofAddresses = new Map<string, number>();
  private inAll = 0;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Makes room for an attempt, which may have to read something before it compares.
   * @returns a function to call when the attempt is over, or null when there is no room
   */
  enter(address: string): (() => void) | null {
    const before = this.ofAddresses.get(address) ?? 0;
    if (before >= maxOfAddress || this.inAll >= maxInAll) return null;
    this.ofAddresses.set(address, before + 1);
    this.inAll += 1;
    return () => {
      this.inAll -= 1;
      const left = (this.ofAddresses.get(address) ?? 1) - 1;
      if (left > 0) this.ofAddresses.set(address, left);
      else this.ofAddresses.delete(address);
    };
  }

  /** Compares when those before are done. */
  run<T>(compare: () => Promise<T>): Promise<T> {
    const mine = this.last.then(compare);
    this.last = mine.catch(() => {});
    return mine;
  }
}
