import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { DeadlineError, withDeadline } from '../scheduling/deadline.js';
import { DatabaseUnavailableError, OutcomeUnknownError } from './database-errors.js';
import { deadlock, errorNumber } from './error-number.js';

/**
 * Does `work` in one transaction, READ COMMITTED like every session: all of it or none. Everything inside must go
 * through the manager it is given. Work that lost a deadlock is done again, up to three times in all, so it must have no
 * effect but in the database.
 * @throws DatabaseUnavailableError when it is not over in time, within 7 seconds unless told; it is then rolled back
 * @throws OutcomeUnknownError when the COMMIT was sent and its answer did not come
 */
export type Transact = <T>(work: Work<T>, milliseconds?: number) => Promise<T>;

type Work<T> = (manager: EntityManager) => Promise<T>;

/** For all the writing of a request, with its waits: an answer has to begin within 8 seconds. */
export const deadlineMilliseconds = 7_000;
/** Of the 20 connections, so that some are always left for reading. */
const maxWriting = { running: 12, waiting: 1_000, milliseconds: deadlineMilliseconds };
const attempts = 3;
const maxPauseMilliseconds = 50;

/**
 * Answers to a COMMIT which say that the transaction was rolled back: lock wait, deadlock (also between servers of a
 * cluster), read only in three ways, and rolled back by a replication group.
 */
const rolledBack = new Set<unknown>([1205, deadlock, 1290, 1792, 1836, 3101]);

export function createTransact(dataSource: DataSource): Transact {
  const limitConcurrency = createConcurrencyLimit(maxWriting);
  return (work, milliseconds) =>
    limitConcurrency(
      '',
      (millisecondsLeft) => attemptAll(dataSource, work, Date.now() + millisecondsLeft),
      milliseconds,
    ).catch((error) => {
      throw error instanceof DeadlineError ? new DatabaseUnavailableError() : error;
    });
}

/** For idempotent work: where the outcome is not known, the client just sends it again. */
export function repeatable(transact: Transact): Transact {
  return (work, milliseconds) =>
    transact(work, milliseconds).catch((error) => {
      throw error instanceof OutcomeUnknownError ? new DatabaseUnavailableError() : error;
    });
}

async function attemptAll<T>(dataSource: DataSource, work: Work<T>, until: number): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(dataSource.createQueryRunner(), work, Math.max(until - Date.now(), 1));
    } catch (error) {
      if (attempt === attempts || errorNumber(error) !== deadlock) throw error;
      // Two that deadlocked would do so again if both came back at once.
      await sleep(Math.random() * maxPauseMilliseconds);
    }
  }
}

/** Runs a transaction for so long at most, and then gives its connection up. */
async function attemptOnce<T>(queryRunner: QueryRunner, work: Work<T>, milliseconds: number): Promise<T> {
  let isCommitSent = false;
  const run = async () => {
    try {
      await queryRunner.startTransaction();
      const result = await work(queryRunner.manager);
      isCommitSent = true;
      await queryRunner.commitTransaction();
      return result;
    } catch (error) {
      await rollBack(queryRunner);
      throw error;
    } finally {
      await queryRunner.release();
    }
  };
  try {
    return await withDeadline(run(), milliseconds, () => destroyConnection(queryRunner));
  } catch (error) {
    throw isCommitSent && !rolledBack.has(errorNumber(error)) ? new OutcomeUnknownError() : error;
  }
}

/** A connection that cannot roll back is of no use to the next transaction either. */
async function rollBack(queryRunner: QueryRunner): Promise<void> {
  if (!queryRunner.isTransactionActive) return;
  await queryRunner.rollbackTransaction().catch(() => destroyConnection(queryRunner));
}

/** The server rolls back what a lost connection had begun, and the pool opens another connection when needed. */
function destroyConnection(queryRunner: QueryRunner): void {
  const connected = queryRunner.connect() as Promise<{ destroy(): void }>;
  connected.then(
    (connection) => connection.destroy(),
    () => {},
  );
}
