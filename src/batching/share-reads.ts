import type { ConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import type { SqlValue } from '../sql/expand-lists.js';
import type { Read } from '../sql/read.js';
import { createEndOfTurn } from './end-of-turn.js';

/**
 * Reads as {@link Read} does, but the rows may be somebody else's as well and must stay as they are.
 * @param limitConcurrency for a read that takes long: that of whoever asks first; those who join wait for the same read
 */
export type SharedRead = <Row>(
  sql: string,
  values?: readonly SqlValue[],
  limitConcurrency?: ConcurrencyLimit,
) => Promise<readonly Readonly<Row>[]>;

/**
 * Lets all who ask for the same in one turn of the event loop have the same rows: subscribers hear of a change at the
 * same moment, and each of them reads the list again. It is read when the turn is over, so that nobody's rows are older
 * than the question.
 * @param onShared told how many asked for the same, one or more
 */
export function shareReads(read: Read, onShared?: (askers: number) => void): SharedRead {
  const endOfTurn = createEndOfTurn();
  /** What is asked in this turn, by statement and values. */
  const asked = new Map<string, Promise<readonly unknown[]>>();
  const askers = onShared && new Map<string, number>();

  return <Row>(sql: string, values: readonly SqlValue[] = [], limitConcurrency?: ConcurrencyLimit) => {
    const key = JSON.stringify([sql, values]);
    askers?.set(key, (askers.get(key) ?? 0) + 1);
    let rows = asked.get(key) as Promise<readonly Readonly<Row>[]> | undefined;
    if (!rows) {
      rows = endOfTurn().then(() => {
        asked.delete(key);
        if (askers) {
          onShared(askers.get(key) ?? 1);
          askers.delete(key);
        }
        return limitConcurrency ? limitConcurrency(() => read<Row>(sql, values)) : read<Row>(sql, values);
      });
      asked.set(key, rows);
    }
    return rows;
  };
}
