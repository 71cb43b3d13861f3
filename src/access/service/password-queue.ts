/** What is known of somebody who tries to sign in. */
export type Standing =
  /** Signed in from the same network before. */
  | 'KNOWN'
  /** Nobody failed near them lately. */
  | 'NEW'
  /** Somebody failed near them lately. */
  | 'FAILING';

/** One compares, four wait. */
const maxInAll = 5;
/** So that neither one client, nor those who only try passwords, nor all who were never here fill it alone. */
export const maxPerClient = 2;
const maxOf: Record<Standing, number> = { KNOWN: maxInAll, NEW: 4, FAILING: 2 };

/**
 * Compares one password at a time. Each takes some 30 ms of a processor, by intent, and whoever sends many must not have
 * them all: the queue is short, with room for those who signed in here before.
 */
export class PasswordQueue {
  private readonly ofClients = new Map<string, number>();
  private readonly inAll: Record<Standing, number> = { KNOWN: 0, NEW: 0, FAILING: 0 };
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Makes room for an attempt, which may have to read something before it compares.
   * @returns a function to call when the attempt is over, or null when there is no room
   */
  enter(client: string, standing: Standing): (() => void) | null {
    const before = this.ofClients.get(client) ?? 0;
    const { KNOWN, NEW, FAILING } = this.inAll;
    const unknown = standing === 'FAILING' ? FAILING : NEW + FAILING;
    if (before >= maxPerClient || KNOWN + NEW + FAILING >= maxInAll) return null;
    if (standing !== 'KNOWN' && unknown >= maxOf[standing]) return null;
    this.ofClients.set(client, before + 1);
    this.inAll[standing] += 1;
    return () => {
      this.inAll[standing] -= 1;
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
