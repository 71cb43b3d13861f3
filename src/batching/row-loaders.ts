import DataLoader from 'dataloader';
import { createEndOfTurn } from './end-of-turn.js';

/**
 * Reads by row number whatever all requests ask for in one turn of the event loop: one statement for each key, however
 * many ask. Nothing is remembered beyond that turn, and no statement is sent before it is over, so an answer is never
 * older than the question.
 */
export class RowLoaders {
  private readonly endOfTurn = createEndOfTurn();
  private readonly pending = new Map<string, DataLoader<number, unknown>>();

  /**
   * @param key the same for all that one statement can answer
   * @param missing what stands for a row that `find` does not give
   */
  loader<T, Missing>(
    key: string,
    missing: Missing,
    find: (rowIds: readonly number[]) => Promise<Map<number, T>>,
  ): DataLoader<number, T | Missing> {
    const before = this.pending.get(key);
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
            if (this.pending.get(key) === loader) this.pending.delete(key);
            send();
          }),
      },
    );
    this.pending.set(key, loader);
    return loader;
  }
}
