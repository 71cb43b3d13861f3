import { createConcurrencyLimit, type KeyedConcurrencyLimit, type Limits } from './concurrency-limit.js';

/**
 * Lets so much run of each key, and so much of all of them together. What waits for others of its own key takes no turn
 * from another key, so one key alone cannot have all turns.
 */
export function createSharedLimit(ofEach: Limits, runningTogether: number): KeyedConcurrencyLimit {
  const each = createConcurrencyLimit(ofEach);
  const together = createConcurrencyLimit({ ...ofEach, running: runningTogether });
  return (key, work, milliseconds) => each(key, (left) => together('', work, left), milliseconds);
}
