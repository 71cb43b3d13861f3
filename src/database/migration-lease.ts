import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { repeat } from '../scheduling/repeat.js';
import { deadlock, errorNumber } from '../sql/error-number.js';

export interface LeaseTimes {
  /** For how long others are waited for. */
  waitMilliseconds: number;
  /** Who has said nothing for so long is taken for dead. */
  silenceMilliseconds: number;
}

const beatMilliseconds = 500;
const lookMilliseconds = 250;

const tableExists = 1050;
const noSuchTable = 1146;

/** Another gateway was waited for as long as can be. */
export function stillMigrating(): Error {
  return new Error('Another gateway has been migrating the database for a minute.');
}

/**
 * Does work that one gateway at a time may do on a database, whichever node of a cluster each of them is at. The lease is a
 * table that exists as long as somebody has it: of two who create a table, one fails, also at different nodes. Its row
 * counts up while its holder lives, so no clocks are compared.
 *
 *     no table --create--> held --drop--> no table
 *                           |  ^
 *          silent too long, |  | takes the row over: of two who do, one changes nothing
 *     or the same server's  v  |
 *                          dead
 *
 * @param runner of whoever has the lock of this server (`GET_LOCK`): a lease that was taken there has lost its holder
 * @param server the name of that server
 */
export async function withMigrationLease(
  runner: QueryRunner,
  server: string,
  { waitMilliseconds, silenceMilliseconds }: LeaseTimes,
  work: () => Promise<void>,
): Promise<void> {
  const holder = randomUUID();
  const until = Date.now() + waitMilliseconds;
  let seen: { lease: Lease | null; since: number } | null = null;
  while (!(await create(runner, holder, server))) {
    const lease = await look(runner);
    if (seen === null || !isSame(seen.lease, lease)) seen = { lease, since: Date.now() };
    const isDead = lease?.server === server || Date.now() - seen.since >= silenceMilliseconds;
    if (isDead && (await takeOver(runner, lease, holder, server))) break;
    if (Date.now() > until) throw stillMigrating();
    await sleep(lookMilliseconds);
  }
  // Not on the connection of the lock, which may wait for a migration; and a beat that fails is followed by another.
  const beat = runner.connection.createQueryRunner();
  const beats = repeat(
    beatMilliseconds,
    () => beat.query('UPDATE migration_lease SET beats = beats + 1 WHERE holder = ?', [holder]),
    () => {},
  );
  try {
    await work();
  } finally {
    await beats.stop();
    await beat.release();
    await runner.query('DROP TABLE IF EXISTS migration_lease');
  }
}

interface Lease {
  holder: string;
  server: string;
  beats: number;
}

async function create(runner: QueryRunner, holder: string, server: string): Promise<boolean> {
  const isCreated = await isDone(
    runner.query(
      `CREATE TABLE migration_lease (
         id INT NOT NULL PRIMARY KEY, holder CHAR(36) NOT NULL, server VARCHAR(320) NOT NULL, beats INT NOT NULL
       ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`,
    ),
    tableExists,
  );
  return isCreated && takeOver(runner, null, holder, server);
}

/** The lease as it is; null when it has no row yet, or is gone. */
async function look(runner: QueryRunner): Promise<Lease | null> {
  const select = runner.query('SELECT holder, server, beats FROM migration_lease');
  const rows: Lease[] = await select.catch((error) => {
    if (errorNumber(error) === noSuchTable) return [];
    throw error;
  });
  return rows[0] ?? null;
}

/** @returns whether the lease was still as it was seen, and is now held */
async function takeOver(
  runner: QueryRunner,
  seen: Lease | null,
  holder: string,
  server: string,
): Promise<boolean> {
  const write = seen
    ? runner.query(
        'UPDATE migration_lease SET holder = ?, server = ?, beats = 0 WHERE holder = ? AND beats = ?',
        [holder, server, seen.holder, seen.beats],
      )
    : runner.query('INSERT IGNORE INTO migration_lease VALUES (1, ?, ?, 0)', [holder, server]);
  let changed = 0;
  const isWritten = await isDone(
    write.then(({ affectedRows }: { affectedRows: number }) => {
      changed = affectedRows;
    }),
    deadlock,
    noSuchTable,
  );
  return isWritten && changed > 0;
}

/** Whether a statement was carried out; false when it failed with one of these errors. */
async function isDone(statement: Promise<unknown>, ...errors: number[]): Promise<boolean> {
  try {
    await statement;
    return true;
  } catch (error) {
    if (errors.includes(errorNumber(error) as number)) return false;
    throw error;
  }
}

function isSame(one: Lease | null, other: Lease | null): boolean {
  return one?.holder === other?.holder && one?.beats === other?.beats;
}
