/**
 * Does work on items as they come, one batch after another: what comes while a batch is under way is the next one. Resolves
 * when the batch of the item is over.
 */
export function inBatches<Item>(
  work: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let last: Promise<void> = Promise.resolve();
  return (item) => {
    waiting.push(item);
    last = last.then(async () => {
      const items = waiting;
      waiting = [];
      if (items.length > 0) await work(items);
    });
    return last;
  };
}
