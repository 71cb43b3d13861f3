import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { withDeadline } from './deadline.js';

/**
 * Does `work` in one transaction, READ COMMITTED like every session: all of it or none. Everything inside must go
 * through the manager it is given. Work that lost a deadlock is done again, up to three times in all, so it must have no
 * effect but in the database.
 * @throws DatabaseUnavailableError when it is not over within 8 seconds; the transaction is then rolled back
 */
export type Transact = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

export const deadlineMilliseconds = 8_000;
const attempts = 3;
const longestPauseMilliseconds = 50;

export function createTransact(dataSource: DataSource): Transact {
  return async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptOnce(dataSource, work);
      } catch (error) {
        if (attempt === attempts || !isDeadlock(error)) throw error;
        // Two that met in a ring would meet again if both came back at once.
        await sleep(Math.random() * longestPauseMilliseconds);
      }
    }
  };
}

async function attemptOnce<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const queryRunner = dataSource.createQueryRunner();
  return withDeadline(commitOrRollBack(queryRunner, work), deadlineMilliseconds, () =>
    destroyConnection(queryRunner),
  );
}

async function commitOrRollBack<T>(
  queryRunner: QueryRunner,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  try {
    await queryRunner.startTransaction();
    const result = await work(queryRunner.manager);
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
