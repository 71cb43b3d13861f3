import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSignals } from './run-signals.js';

export interface StoreParts {
  /** Whether a failure will pass. */
  isUnavailable(error: unknown): boolean;
}

const retryMilliseconds = 1_000;

/** Stores something, again and again while the database is away; null when the run is given up before. */
export async function untilStored<T>(
  { isUnavailable }: StoreParts,
  { givenUp }: Pick<RunSignals, 'givenUp'>,
  store: () => Promise<T>,
): Promise<T | null> {
  while (!givenUp.aborted) {
    try {
      return await store();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(retryMilliseconds, undefined, { signal: givenUp }).catch(() => {});
    }
  }
  return null;
}
