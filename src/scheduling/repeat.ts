import { setTimeout as sleep } from 'node:timers/promises';

export interface Repetition {
  /** Resolves when the work that runs is over; it is not begun again. */
  stop(): Promise<void>;
}

/** Does work again and again, with a pause before each time. Work that fails is tried again like any other. */
export function repeat(
  pauseMilliseconds: number,
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  const over = (async () => {
    while (await sleep(pauseMilliseconds, true, { signal, ref: false }).catch(() => false)) {
      await work().catch(onFailure);
    }
  })();
  return {
    stop() {
      stopping.abort();
      return over;
    },
  };
}
