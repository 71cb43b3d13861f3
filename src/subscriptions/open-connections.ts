import { type Caller, callerId } from '../caller/caller.js';

const maxInAll = 1_000;
const maxPerCredential = 100;

/** Counts the connections that stay open, WebSockets and event streams together. */
export class OpenConnections {
  private inAll = 0;
  private readonly byCredential = new Map<string, number>();

  get isFull(): boolean {
    return this.inAll >= maxInAll;
  }

  /** @returns a function to call at the end of the connection, or null when there are too many */
  admit(caller: Caller): (() => void) | null {
    const key = callerId(caller);
    const count = this.byCredential.get(key) ?? 0;
    if (this.isFull || count >= maxPerCredential) return null;
    this.inAll += 1;
    this.byCredential.set(key, count + 1);
    return () => {
      this.inAll -= 1;
      const left = (this.byCredential.get(key) ?? 1) - 1;
      if (left > 0) this.byCredential.set(key, left);
      else this.byCredential.delete(key);
    };
  }
}
