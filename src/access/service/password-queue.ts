/** Attempts that have begun and are not over: of one client, from networks with failures lately, and in all. */
export const maxPerClient = 8;
const maxFromFailingNetworks = 16;
const maxInAll = 24;

/**
 * Compares one password at a time. Each takes some 30 ms of a processor, by intent, and whoever sends many must not have
 * them all: the queue is short, and neither one client nor those who only try passwords fill it alone.
 */
export class PasswordQueue {
  private readonly ofClients = new Map<string, number>();
  private fromFailingNetworks = 0;
  private inAll = 0;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Makes room for an attempt, which may have to read something before it compares.
   * @param isFailingNetwork whether passwords were wrong near the client lately: such attempts leave room for others
   * @returns a function to call when the attempt is over, or null when there is no room
   */
  enter(client: string, isFailingNetwork: boolean): (() => void) | null {
    const before = this.ofClients.get(client) ?? 0;
    if (before >= maxPerClient || this.inAll >= maxInAll) return null;
    if (isFailingNetwork && this.fromFailingNetworks >= maxFromFailingNetworks) return null;
    this.ofClients.set(client, before + 1);
    this.inAll += 1;
    if (isFailingNetwork) this.fromFailingNetworks += 1;
    return () => {
      this.inAll -= 1;
      if (isFailingNetwork) this.fromFailingNetworks -= 1;
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
