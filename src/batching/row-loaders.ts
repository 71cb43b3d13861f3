import DataLoader from 'dataloader';
import type { Sight } from '../caller/sight.js';
import { createEndOfTurn } from './end-of-turn.js';

/**
 * Reads by row number whatever all requests ask for in one turn of the event loop: one statement for each key, however
 * many ask. Those who see different servers share nothing. Nothing is remembered beyond that turn, and no statement is
 * sent before it is over, so an answer is never older than the question.
 */
export class RowLoaders {
  private readonly endOfTurn = createEndOfTurn();
  /** Those of this turn. Each turn has a map of its own, as in `shareReads`. */
  private pending = new Map<string, DataLoader<number, unknown>>();

  /**
   * @param sight of whoever asks
   * @param name the same for all that one statement can answer them
   * @param missing what stands for a row that `find` does not give
   */
  loader<T, Missing>(
    sight: Sight,
    name: string,
    missing: Missing,
    find: (rowIds: readonly number[]) => Promise<Map<number, T>>,
  ): DataLoader<number, T | Missing> {
    const key = sight.keyOf(name);
    const { pending } = this;
    const before = pending.get(key);
    if (before) return before as DataLoader<number, T | Missing>;
    const loader: DataLoader<number, T | Missing> = new DataLoader<number, T | Missing>(
      async (rowIds) => {
        const found = await find(rowIds);
        return rowIds.map((rowId) => found.get(rowId) ?? missing);
      },
      {
        maxBatchSize: 1_000,
        batchScheduleFn: (send) =>
          this.endOfTurn().then(() => {
            if (this.pending === pending) this.pending = new Map();
            send();
          }),
      },
    );
    pending.set(key, loader);
    return loader;
  }
}
