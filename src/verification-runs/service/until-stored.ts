import { setTimeout as sleep } from 'node:timers/promises';
import type { Transact } from '../../sql/transact.js';
import type { RunSignals } from './run-signals.js';

export interface StoreParts {
  transact: Transact;
  /** Whether a failure will pass. */
  isUnavailable(error: unknown): boolean;
}

const retryMilliseconds = 1_000;

/** Does a transaction, again and again while the database is away; null when the run is given up before. */
export async function untilStored<T>(
  { transact, isUnavailable }: StoreParts,
  { givenUp }: Pick<RunSignals, 'givenUp'>,
  work: Parameters<typeof transact<T>>[0],
): Promise<T | null> {
  while (!givenUp.aborted) {
    try {
      return await transact(work);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(retryMilliseconds, undefined, { signal: givenUp }).catch(() => {});
    }
  }
  return null;
}
