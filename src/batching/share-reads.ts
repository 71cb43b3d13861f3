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

interface Question {
  rows: Promise<readonly unknown[]>;
  askers: number;
}

/**
 * Lets all who ask for the same in one turn of the event loop have the same rows: subscribers hear of a change at the
 * same moment, and each of them reads the list again. It is read when the turn is over, so that nobody's rows are older
 * than the question.
 * @param onShared told how many asked for the same, one or more
 */
export function shareReads(read: Read, onShared?: (askers: number) => void): SharedRead {
  const endOfTurn = createEndOfTurn();
  /**
   * What is asked in this turn, by statement and values. Each turn has a map of its own: in one that lasts, the tables that
   * V8 replaces one after the other would keep the rows, as those of a set keep its members in `OpenResponses`.
   */
  let asked = new Map<string, Question>();

  return <Row>(sql: string, values: readonly SqlValue[] = [], limitConcurrency?: ConcurrencyLimit) => {
    const key = JSON.stringify([sql, values]);
    const askedNow = asked;
    const same = askedNow.get(key);
    if (same) {
      same.askers += 1;
      return same.rows as Promise<readonly Readonly<Row>[]>;
    }
    const rows = endOfTurn().then(() => {
      if (asked === askedNow) asked = new Map();
      onShared?.(question.askers);
      return limitConcurrency ? limitConcurrency(() => read<Row>(sql, values)) : read<Row>(sql, values);
    });
    const question: Question = { rows, askers: 1 };
    askedNow.set(key, question);
    return rows;
  };
}
