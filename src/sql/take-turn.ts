import type { EntityManager } from 'typeorm';
import { execute } from './execute.js';

/** What is done by one gateway at a time. */
export type Turn = 'ADMINISTRATION' | 'CONFIGURATION' | 'DEMO' | 'EVENTS';

/**
 * Waits until nobody else has this turn, at this gateway or another, and keeps them waiting until the transaction ends. To be
 * called before anything else is read or locked.
 *
 * The row is really changed: to the nodes of a Galera cluster, a lock of another node is unknown, and so is an UPDATE that
 * leaves everything as it was. Of two transactions that changed one row at two nodes, the later COMMIT is a deadlock, and
 * its work is done again with what the first has left.
 */
export async function takeTurn(manager: EntityManager, turn: Turn): Promise<void> {
  await execute(
    manager,
    'INSERT INTO turns (name, taken) VALUES (?, 1) ON DUPLICATE KEY UPDATE taken = taken + 1',
    [turn],
  );
}
