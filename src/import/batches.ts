const maxItems = 500;
const maxWeight = 4 * 1024 * 1024;

/** Cuts a list into pieces that one statement can carry: few enough items, and not too heavy together. */
export function* batches<T>(items: readonly T[], weightOf: (item: T) => number = () => 0): Generator<T[]> {
  let batch: T[] = [];
  let weight = 0;
  for (const item of items) {
    const added = weightOf(item);
    if (batch.length === maxItems || (batch.length > 0 && weight + added > maxWeight)) {
      yield batch;
      batch = [];
      weight = 0;
    }
    batch.push(item);
    weight += added;
  }
  if (batch.length > 0) yield batch;
}
