import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { withDeadline } from '../scheduling/deadline.js';
import {
  deadlineMilliseconds,
  destroyConnection,
  rollBack,
  type Transact,
  withinDeadline,
} from '../sql/transact.js';

/** What is used less often gains nothing from a transaction that is kept. */
const idleMilliseconds = 1_000;

/**
 * Does work as {@link Transact} does, but the commit of one transaction begins the next one on the same connection, so
 * that only the first of a series has to be opened. One in which nothing was done yet holds no locks and sees nothing old;
 * it is ended when nobody has come for a second. Work that fails is not done again.
 */
export function createTransactInSeries(dataSource: DataSource): Transact {
  /** Transactions that wait for work, the one that was used last at the end. */
  const begun = new Map<QueryRunner, NodeJS.Timeout>();
  const takeBegun = (): QueryRunner | null => {
    const last = [...begun].at(-1);
    if (!last) return null;
    const [queryRunner, ending] = last;
    clearTimeout(ending);
    begun.delete(queryRunner);
    return queryRunner;
  };
  const keep = (queryRunner: QueryRunner): void => {
    const end = () => {
      begun.delete(queryRunner);
      withDeadline(giveBack(queryRunner), deadlineMilliseconds, () => destroyConnection(queryRunner)).catch(
        () => {},
      );
    };
    begun.set(queryRunner, setTimeout(end, idleMilliseconds).unref());
  };

  async function commitAndKeep<T>(
    queryRunner: QueryRunner,
    work: (manager: EntityManager) => Promise<T>,
    onCommit: () => void,
  ): Promise<T> {
    try {
      if (!queryRunner.isTransactionActive) await queryRunner.startTransaction();
      const result = await work(queryRunner.manager);
      onCommit();
      await queryRunner.query('COMMIT AND CHAIN');
      keep(queryRunner);
      return result;
    } catch (error) {
      await giveBack(queryRunner);
      throw error;
    }
  }

  return (work, milliseconds = deadlineMilliseconds) => {
    const queryRunner = takeBegun() ?? dataSource.createQueryRunner();
    return withinDeadline(queryRunner, milliseconds, (onCommit) =>
      commitAndKeep(queryRunner, work, onCommit),
    );
  };
}

async function giveBack(queryRunner: QueryRunner): Promise<void> {
  await rollBack(queryRunner);
  await queryRunner.release();
}
