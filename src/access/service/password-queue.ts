/** Attempts that have begun and are not over: of one client, of all with failures lately, and of all together. */
export const maxOfClient = 8;
const maxOfSuspects = 16;
const maxInAll = 24;

/**
 * Compares one password at a time. Each takes some 30 ms of a processor, by intent, and whoever sends many must not have
 * them all: the queue is short, and neither one client nor those who only try passwords fill it alone.
 */
export class PasswordQueue {
  private readonly ofClients = new Map<string, number>();
  private ofSuspects = 0;
  private inAll = 0;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Makes room for an attempt, which may have to read something before it compares.
   * @param isSuspect whether passwords were wrong near the client lately: such attempts leave room to others
   * @returns a function to call when the attempt is over, or null when there is no room
   */
  enter(client: string, isSuspect: boolean): (() => void) | null {
    const before = this.ofClients.get(client) ?? 0;
    if (before >= maxOfClient || this.inAll >= maxInAll) return null;
    if (isSuspect && this.ofSuspects >= maxOfSuspects) return null;
    this.ofClients.set(client, before + 1);
    this.inAll += 1;
    if (isSuspect) this.ofSuspects += 1;
    return () => {
      this.inAll -= 1;
      if (isSuspect) this.ofSuspects -= 1;
      const left = (this.ofClients.get(client) ?? 1) - 1;
      if (left > 0) this.ofClients.set(client, left);
      else this.ofClients.delete(client);
    };
  }

  /** Compares when those before are done. */
  run<T>(compare: () => Promise<T>): Promise<T> {
    const mine = this.last.then(compare);
    this.last = mine.catch(() => {});
    return mine;
  }
}
