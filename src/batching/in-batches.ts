/**
 * Does work on items as they come, one batch after another: what comes while a batch gathers, or while the one before is
 * under way, is in it. Resolves when the batch of the item is over.
 * @param gathered resolves when a batch that has its first item is to begin
 */
export function inBatches<Item>(
  work: (items: readonly Item[]) => Promise<void>,
  gathered: () => Promise<void>,
): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  return (item) => {
    waiting.push(item);
    next ??= Promise.all([last, gathered()]).then(() => {
      const items = waiting;
      waiting = [];
      next = null;
      last = work(items);
      return last;
    });
    return next;
  };
}
