import { diskFullMessage } from '../problems/failure.js';
import type { Transact } from './transact.js';
import { databaseFailure } from './unavailable.js';

/** Remembers whether the database takes writes. */
export interface WriteWatch {
  /**
   * Why the database takes no writes, as a sentence, or null when it does as far as is known: from a write that it had no
   * room for until one succeeds. It is forgotten after half a minute, because where it keeps writers away nobody would
   * try again.
   */
  readonly obstacle: string | null;
  /** The same `transact`, watched. */
  watch(transact: Transact): Transact;
}

const rememberedMilliseconds = 30_000;

export function watchWrites(): WriteWatch {
  let fullUntil = 0;
  return {
    get obstacle() {
      return Date.now() < fullUntil ? diskFullMessage : null;
    },
    watch:
      (transact) =>
      async (work, ...limits) => {
        try {
          const result = await transact(work, ...limits);
          fullUntil = 0;
          return result;
        } catch (error) {
          if (databaseFailure(error) === 'DISK_FULL') fullUntil = Date.now() + rememberedMilliseconds;
          throw error;
        }
      },
  };
}
