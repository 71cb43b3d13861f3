import type { EntityManager } from 'typeorm';
import type { Transact } from './transact.js';
import { isDatabaseUnavailable } from './unavailable.js';

/** Work that can be done in one transaction with more of its kind. */
export interface Together<Item, Result> {
  /** Two items with the same key are never done in one transaction. */
  keyOf(item: Item): unknown;
  /** Does what it can do at once, waiting for nobody's locks; null stands for an item that it left alone. */
  together(manager: EntityManager, items: readonly Item[]): Promise<readonly (Result | null)[]>;
  /** Does one item, in a transaction of its own. */
  alone(manager: EntityManager, item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const mostTransactions = 3;
const mostItems = 50;

/**
 * Does work as {@link Transact} does, but many callers share a transaction, as they would share the commit anyway: what
 * comes in one turn of the event loop, and what comes while earlier ones are under way. One caller's failure is nobody
 * else's: when the shared transaction fails, each item is done again alone.
 * @throws what `transact` throws, for each item apart
 */
export function createTransactTogether<Item, Result>(
  transact: Transact,
  { keyOf, together, alone }: Together<Item, Result>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;

  const doAlone = ({ item, resolve, reject }: Waiting<Item, Result>) =>
    transact((manager) => alone(manager, item)).then(resolve, reject);

  async function doTogether(group: readonly Waiting<Item, Result>[]): Promise<void> {
    let isOver = false;
    try {
      const results = await transact(async (manager) => {
        isOver = false;
        const found = await together(
          manager,
          group.map(({ item }) => item),
        );
        isOver = true;
        return found;
      });
      for (const [index, one] of group.entries()) {
        const result = results[index] ?? null;
        if (result === null) doAlone(one);
        else one.resolve(result);
      }
    } catch (error) {
      // What failed in its commit may have been done, and what waited for a database that is away has waited enough.
      const isLost = isOver || isDatabaseUnavailable(error);
      for (const one of isLost ? [...group, ...takeAll()] : group) {
        if (isLost) one.reject(error);
        else doAlone(one);
      }
    }
  }

  function takeAll(): Waiting<Item, Result>[] {
    const all = waiting;
    waiting = [];
    return all;
  }

  function takeGroup(): Waiting<Item, Result>[] {
    const group = new Map<unknown, Waiting<Item, Result>>();
    waiting = waiting.filter((one) => {
      const key = keyOf(one.item);
      if (group.size === mostItems || group.has(key)) return true;
      group.set(key, one);
      return false;
    });
    return [...group.values()];
  }

  function start(): void {
    if (running === mostTransactions || waiting.length === 0) return;
    running += 1;
    doTogether(takeGroup()).finally(() => {
      running -= 1;
      start();
    });
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length === 1) setImmediate(start);
    });
}
