import { DeadlineError, withDeadline } from './deadline.js';

/** Does work that takes long when few enough of its kind run. */
export type ConcurrencyLimit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Does work when it is its turn among what has the same key, first come, first served. The work is told how many of its
 * milliseconds are left.
 * @throws DeadlineError when its turn does not come in time, or too many wait already
 */
export type KeyedConcurrencyLimit = <T>(
  key: string,
  work: (millisecondsLeft: number) => Promise<T>,
  milliseconds?: number,
) => Promise<T>;

export interface Limits {
  /** How much with the same key may run at once. */
  running: number;
  /** How much with the same key may wait. */
  waiting: number;
  /** How long it may all take, unless told. */
  milliseconds: number;
}

interface Queue {
  running: number;
  /** Each call lets one that waits begin; in their order. */
  waiting: Set<() => void>;
}

/** A queue for each key, so that many requests for one thing are no burden to others: none holds a connection before its turn. */
export function createConcurrencyLimit(limits: Limits): KeyedConcurrencyLimit {
  const queues = new Map<string, Queue>();

  async function turnOf({ waiting }: Queue, milliseconds: number): Promise<void> {
    if (waiting.size >= limits.waiting) throw new DeadlineError();
    let begin = () => {};
    const turn = new Promise<void>((resolve) => {
      begin = resolve;
    });
    waiting.add(begin);
    await withDeadline(turn, milliseconds, () => waiting.delete(begin));
  }

  return async (key, work, milliseconds = limits.milliseconds) => {
    const until = Date.now() + milliseconds;
    const queue = queues.get(key) ?? { running: 0, waiting: new Set() };
    queues.set(key, queue);
    // Work that waited takes over the place of the work that has ended.
    if (queue.running >= limits.running) await turnOf(queue, milliseconds);
    else queue.running += 1;
    try {
      return await work(Math.max(until - Date.now(), 1));
    } finally {
      const [next] = queue.waiting;
      if (next) {
        queue.waiting.delete(next);
        next();
      } else queue.running -= 1;
      if (queue.running === 0) queues.delete(key);
    }
  };
}
