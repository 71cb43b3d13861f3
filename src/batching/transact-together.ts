import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { DatabaseUnavailableError } from '../scheduling/deadline.js';
import { OutcomeUnknownError } from '../sql/outcome-unknown.js';
import { deadlineMilliseconds, type Transact } from '../sql/transact.js';

/** Work that can be done in one transaction with more of its kind. */
export interface Together<Item, Result> {
  /** Two items with the same key are never done in one transaction. */
  keyOf(item: Item): unknown;
  /**
   * Does what it can do at once, waiting for nobody's locks; null stands for an item that it left alone. There may be
   * nothing left to do.
   */
  together(manager: EntityManager, items: readonly Item[]): Promise<readonly (Result | null)[]>;
  /** Does one item, in a transaction of its own. */
  alone(manager: EntityManager, item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  item: Item;
  /** When it has to be over, in milliseconds since 1970. */
  until: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Two, so that the program has something to do while the other waits for the database. */
const mostTransactions = 2;
/** A transaction costs more than what is done in it: it is worth a few. */
const fewestItems = 8;
/** Turns of the event loop in which others may join; requests that have arrived are read in one or two. */
const turnsToJoin = 2;
const mostItems = 50;
const mostWaiting = 1_000;
/** One item is no burden to others: of all that wait, so many may have the same key. */
const mostWaitingPerKey = 100;
/** How long a shared transaction may take; what is left of the deadline is for waiting. */
const sharedMilliseconds = 3_000;

/**
 * Does work as {@link Transact} does, but many callers share a transaction, as they would share the commit anyway: what
 * comes within two turns of the event loop, or while a transaction is being opened, joins it, at most half of all that is
 * under way. One caller's failure is nobody else's: when the shared transaction fails before its commit, each item is
 * done again alone.
 *
 * An item is begun in time, or not at all, and is over within 7 seconds.
 * @throws what `transact` throws, for each item apart; DatabaseUnavailableError also when an item was not begun in time,
 * or when 1,000 others wait, or 100 with the same key
 */
export function createTransactTogether<Item, Result>(
  transactShared: Transact,
  transactAlone: Transact,
  { keyOf, together, alone }: Together<Item, Result>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  const waitingOfKey = new Map<unknown, number>();
  /** The keys of what has been begun. */
  const begun = new Set<unknown>();
  let running = 0;
  let isOpening = false;

  /** Does a transaction for whoever waits when it is open. */
  async function doTogether(): Promise<void> {
    let group: Waiting<Item, Result>[] | null = null;
    const take = () => {
      if (group === null) {
        isOpening = false;
        group = takeGroup();
        start();
      }
      return group;
    };
    try {
      for (let turn = 0; turn < turnsToJoin; turn++) await nextTurn();
      const results = await transactShared(
        (manager) =>
          together(
            manager,
            take().map(({ item }) => item),
          ),
        sharedMilliseconds,
      );
      for (const [index, one] of take().entries()) {
        const result = results[index] ?? null;
        if (result === null) doAlone(one);
        else settle(one, () => one.resolve(result));
      }
    } catch (error) {
      // What was being committed may have been done, and a database that hangs would let each of them hang as well.
      const isLost = error instanceof OutcomeUnknownError || error instanceof DatabaseUnavailableError;
      for (const one of take()) {
        if (isLost) settle(one, () => one.reject(error));
        else doAlone(one);
      }
    }
  }

  /** Nobody's turn waits for this: it may be waiting for a lock. */
  function doAlone(one: Waiting<Item, Result>): void {
    const { item, until, resolve, reject } = one;
    const millisecondsLeft = until - Date.now();
    if (millisecondsLeft <= 0) {
      settle(one, () => reject(new DatabaseUnavailableError()));
      return;
    }
    transactAlone((manager) => alone(manager, item), millisecondsLeft).then(
      (result) => settle(one, () => resolve(result)),
      (error) => settle(one, () => reject(error)),
    );
  }

  function settle({ item }: Waiting<Item, Result>, answer: () => void): void {
    begun.delete(keyOf(item));
    answer();
    start();
  }

  function takeGroup(): Waiting<Item, Result>[] {
    const group: Waiting<Item, Result>[] = [];
    const now = Date.now();
    const half = Math.ceil((waiting.length + begun.size) / 2);
    const most = Math.min(Math.max(fewestItems, half), mostItems);
    waiting = waiting.filter((one) => {
      if (one.until - sharedMilliseconds < now) {
        stopWaiting(one);
        one.reject(new DatabaseUnavailableError());
        return false;
      }
      const key = keyOf(one.item);
      if (group.length === most || begun.has(key)) return true;
      begun.add(key);
      stopWaiting(one);
      group.push(one);
      return false;
    });
    return group;
  }

  function stopWaiting({ item }: Waiting<Item, Result>): void {
    const key = keyOf(item);
    const others = (waitingOfKey.get(key) ?? 1) - 1;
    if (others > 0) waitingOfKey.set(key, others);
    else waitingOfKey.delete(key);
  }

  function start(): void {
    if (isOpening || running === mostTransactions || waiting.every(isHeldUp)) return;
    isOpening = true;
    running += 1;
    doTogether().finally(() => {
      running -= 1;
      start();
    });
  }

  function isHeldUp({ item }: Waiting<Item, Result>): boolean {
    return begun.has(keyOf(item));
  }

  return (item) =>
    new Promise((resolve, reject) => {
      const ofKey = waitingOfKey.get(keyOf(item)) ?? 0;
      if (waiting.length >= mostWaiting || ofKey >= mostWaitingPerKey)
        return reject(new DatabaseUnavailableError());
      waitingOfKey.set(keyOf(item), ofKey + 1);
      waiting.push({ item, until: Date.now() + deadlineMilliseconds, resolve, reject });
      start();
    });
}
