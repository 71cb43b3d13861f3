import type { EntityManager } from 'typeorm';
import { diskFullMessage } from '../problems/failure.js';
import { classifyDatabaseError } from './classify-database-error.js';
import type { Transact } from './transact.js';

/** Remembers whether the database takes writes. */
export interface WriteWatch {
  /**
   * Why the database takes no writes, as a sentence; null while it takes them, as far as is known. It is set by a write that
   * found the disk full, and cleared by one that succeeds, or after half a minute: where it keeps writers away, none would
   * clear it.
   */
  readonly obstacle: string | null;
  /** The same `transact`, watched. */
  watch(transact: Transact): Transact;
}

const rememberedMilliseconds = 30_000;

export function watchWrites(): WriteWatch {
  let fullUntil = 0;
  const isFull = () => Date.now() < fullUntil;
  return {
    get obstacle() {
      return isFull() ? diskFullMessage : null;
    },
    watch:
      (transact) =>
      async (work, ...limits) => {
        let hasWritten = false;
        try {
          const result = await transact(
            async (manager) => {
              // Two more statements, so only while the disk is full: work that only reads and locks clears nothing.
              if (!isFull()) return work(manager);
              const before = await writesOfSession(manager);
              const done = await work(manager);
              hasWritten = (await writesOfSession(manager)) > before;
              return done;
            },
            ...limits,
          );
          if (hasWritten) fullUntil = 0;
          return result;
        } catch (error) {
          if (classifyDatabaseError(error) === 'DISK_FULL') fullUntil = Date.now() + rememberedMilliseconds;
          throw error;
        }
      },
  };
}

/** How many statements that write a connection has sent since it was opened. */
async function writesOfSession(manager: EntityManager): Promise<number> {
  const counters: { Value: string }[] = await manager.query(
    "SHOW SESSION STATUS WHERE Variable_name IN ('Com_insert', 'Com_update', 'Com_delete')",
  );
  return counters.reduce((sum, { Value }) => sum + Number(Value), 0);
}
