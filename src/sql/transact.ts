import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { DatabaseUnavailableError, withDeadline } from '../scheduling/deadline.js';
import { errorOfCommit, OutcomeUnknownError } from './outcome-unknown.js';

/**
 * Does `work` in one transaction, READ COMMITTED like every session: all of it or none. Everything inside must go
 * through the manager it is given. Work that lost a deadlock is done again, up to three times in all, so it must have no
 * effect but in the database.
 * @throws DatabaseUnavailableError when it is not over in time, within 7 seconds unless told; it is then rolled back
 * @throws OutcomeUnknownError when the COMMIT was sent and its answer did not come
 */
export type Transact = <T>(work: (manager: EntityManager) => Promise<T>, milliseconds?: number) => Promise<T>;

/** For the writing of a request, with all that it waits for: nobody is to wait more than 8 seconds for an answer. */
export const deadlineMilliseconds = 7_000;
/** Of the 20 connections that there are, so that some are always left to those who read. */
const maxWriting = { running: 12, waiting: 1_000, milliseconds: deadlineMilliseconds };
const attempts = 3;
const maxPauseMilliseconds = 50;

export function createTransact(dataSource: DataSource): Transact {
  const limitConcurrency = createConcurrencyLimit(maxWriting);
  return (work, milliseconds) =>
    limitConcurrency(
      '',
      (millisecondsLeft) => attemptAll(dataSource, work, Date.now() + millisecondsLeft),
      milliseconds,
    );
}

async function attemptAll<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
  until: number,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(dataSource, work, Math.max(until - Date.now(), 1));
    } catch (error) {
      if (attempt === attempts || !isDeadlock(error)) throw error;
      // Two that met in a ring would meet again if both came back at once.
      await sleep(Math.random() * maxPauseMilliseconds);
    }
  }
}

/** For work that happens once however often it is sent: whoever does not know the outcome just sends it again. */
export function repeatable(transact: Transact): Transact {
  return (work, milliseconds) =>
    transact(work, milliseconds).catch((error) => {
      throw error instanceof OutcomeUnknownError ? new DatabaseUnavailableError() : error;
    });
}

async function attemptOnce<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
  milliseconds: number,
): Promise<T> {
  const queryRunner = dataSource.createQueryRunner();
  return withinDeadline(queryRunner, milliseconds, (onCommit) =>
    commitOrRollBack(queryRunner, work, onCommit),
  );
}

/**
 * Runs a transaction for so long at most, and then gives its connection up.
 * @param run calls its parameter when it is about to send the COMMIT
 */
export async function withinDeadline<T>(
  queryRunner: QueryRunner,
  milliseconds: number,
  run: (onCommit: () => void) => Promise<T>,
): Promise<T> {
  let isCommitSent = false;
  const running = run(() => {
    isCommitSent = true;
  });
  try {
    return await withDeadline(running, milliseconds, () => destroyConnection(queryRunner));
  } catch (error) {
    throw isCommitSent ? errorOfCommit(error) : error;
  }
}

async function commitOrRollBack<T>(
  queryRunner: QueryRunner,
  work: (manager: EntityManager) => Promise<T>,
  onCommit: () => void,
): Promise<T> {
  try {
    await queryRunner.startTransaction();
    const result = await work(queryRunner.manager);
    onCommit();
    await queryRunner.commitTransaction();
    return result;
  } catch (error) {
    await rollBack(queryRunner);
    throw error;
  } finally {
    await queryRunner.release();
  }
}

/** A connection that cannot roll back is of no use to the next transaction either. */
export async function rollBack(queryRunner: QueryRunner): Promise<void> {
  if (!queryRunner.isTransactionActive) return;
  await queryRunner.rollbackTransaction().catch(() => destroyConnection(queryRunner));
}

/** The server rolls back what a lost connection had begun, and the pool opens another connection when needed. */
export function destroyConnection(queryRunner: QueryRunner): void {
  const connected = queryRunner.connect() as Promise<{ destroy(): void }>;
  connected.then(
    (connection) => connection.destroy(),
    () => {},
  );
}

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ER_LOCK_DEADLOCK';
}
