import type { EntityManager } from 'typeorm';
import { DatabaseUnavailableError, OutcomeUnknownError } from '../sql/database-errors.js';
import { deadlineMilliseconds, type Transact } from '../sql/transact.js';
import { createEndOfTurn } from './end-of-turn.js';

/** Work that can be done in one transaction with more of its kind. */
export interface GroupWork<Item, Result> {
  /** Two items with the same key are never done in one transaction. */
  keyOf(item: Item): unknown;
  /**
   * Does what it can do at once, waiting for nobody's locks; null stands for an item that it left alone. There may be
   * nothing left to do.
   */
  runGroup(manager: EntityManager, items: readonly Item[]): Promise<readonly (Result | null)[]>;
  /** Does one item, in a transaction of its own. */
  runOne(manager: EntityManager, item: Item): Promise<Result>;
}

interface Entry<Item, Result> {
  item: Item;
  key: unknown;
  /** When it has to be over, in milliseconds since 1970. */
  deadline: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Two, so that the program has something to do while the other waits for the database. */
const maxTransactions = 2;
/** A transaction costs more than what is done in it, so a group takes at least so many when they are there. */
const minGroup = 8;
const maxGroup = 50;
/** Turns of the event loop in which others may join; requests that have arrived are read in one or two. */
const turnsToJoin = 2;
const maxWaiting = 1_000;
/** One item is no burden to others: of all that wait, so many may have the same key. */
const maxWaitingPerKey = 100;
/** How long a shared transaction may take; what is left of the deadline is for waiting. */
const groupMilliseconds = 3_000;

/**
 * Does work as {@link Transact} does, but many callers share a transaction and its commit. The states of an item:
 *
 *     waiting ──► in a group ──► settled        done with the others
 *        │            └──► alone ──► settled    left by the group, or the group failed before its commit
 *        └──► settled                           not begun in time
 *
 * A group takes what comes within two turns of the event loop, or while its transaction is opened, at most half of all
 * that is under way. While an item is in a group or alone, no other with its key is begun. One caller's failure is nobody
 * else's. An item is begun in time or not at all, and is over within 7 seconds.
 * @throws what `transact` throws, for each item apart; DatabaseUnavailableError also when an item was not begun in time,
 * or when 1,000 others wait, or 100 with the same key
 * @param onCommitted told how many shared a transaction
 */
export function createGroupCommit<Item, Result>(
  transact: Transact,
  { keyOf, runGroup, runOne }: GroupWork<Item, Result>,
  onCommitted?: (size: number) => void,
): (item: Item) => Promise<Result> {
  const endOfTurn = createEndOfTurn();
  let waiting: Entry<Item, Result>[] = [];
  const waitingOfKey = new Map<unknown, number>();
  /** The keys of items in a group or alone. */
  const begun = new Set<unknown>();
  let transactions = 0;
  let isOpening = false;

  function openGroup(): void {
    const isHeldUp = ({ key }: Entry<Item, Result>) => begun.has(key);
    if (isOpening || transactions === maxTransactions || waiting.every(isHeldUp)) return;
    isOpening = true;
    transactions += 1;
    commitGroup().finally(() => {
      transactions -= 1;
      openGroup();
    });
  }

  /** Opens a transaction, and takes whoever waits when it is open. */
  async function commitGroup(): Promise<void> {
    let group: Entry<Item, Result>[] | null = null;
    const take = () => {
      if (group === null) {
        isOpening = false;
        group = takeGroup();
        openGroup();
      }
      return group;
    };
    try {
      for (let turn = 0; turn < turnsToJoin; turn++) await endOfTurn();
      const run = (manager: EntityManager) =>
        runGroup(
          manager,
          take().map(({ item }) => item),
        );
      const results = await transact(run, groupMilliseconds);
      onCommitted?.(take().length);
      for (const [index, entry] of take().entries()) {
        const result = results[index] ?? null;
        if (result === null) commitAlone(entry);
        else settle(entry, () => entry.resolve(result));
      }
    } catch (error) {
      // What was being committed may have been done, and a database that hangs would let each of them hang as well.
      const isLost = error instanceof OutcomeUnknownError || error instanceof DatabaseUnavailableError;
      for (const entry of take()) {
        if (isLost) settle(entry, () => entry.reject(error));
        else commitAlone(entry);
      }
    }
  }

  /** The next group does not wait for this: it may be waiting for a lock. */
  function commitAlone(entry: Entry<Item, Result>): void {
    const { item, deadline, resolve, reject } = entry;
    const millisecondsLeft = deadline - Date.now();
    if (millisecondsLeft <= 0) {
      settle(entry, () => reject(new DatabaseUnavailableError()));
      return;
    }
    transact((manager) => runOne(manager, item), millisecondsLeft).then(
      (result) => settle(entry, () => resolve(result)),
      (error) => settle(entry, () => reject(error)),
    );
  }

  function settle({ key }: Entry<Item, Result>, answer: () => void): void {
    begun.delete(key);
    answer();
    openGroup();
  }

  function takeGroup(): Entry<Item, Result>[] {
    const group: Entry<Item, Result>[] = [];
    const now = Date.now();
    const half = Math.ceil((waiting.length + begun.size) / 2);
    const size = Math.min(Math.max(minGroup, half), maxGroup);
    waiting = waiting.filter((entry) => {
      if (entry.deadline - groupMilliseconds < now) {
        countWaiting(entry.key, -1);
        entry.reject(new DatabaseUnavailableError());
        return false;
      }
      if (group.length === size || begun.has(entry.key)) return true;
      begun.add(entry.key);
      countWaiting(entry.key, -1);
      group.push(entry);
      return false;
    });
    return group;
  }

  function countWaiting(key: unknown, change: 1 | -1): void {
    const count = (waitingOfKey.get(key) ?? 0) + change;
    if (count > 0) waitingOfKey.set(key, count);
    else waitingOfKey.delete(key);
  }

  return (item) =>
    new Promise((resolve, reject) => {
      const key = keyOf(item);
      const isFull = waiting.length >= maxWaiting || (waitingOfKey.get(key) ?? 0) >= maxWaitingPerKey;
      if (isFull) return reject(new DatabaseUnavailableError());
      countWaiting(key, 1);
      waiting.push({ item, key, deadline: Date.now() + deadlineMilliseconds, resolve, reject });
      openGroup();
    });
}
