import type { DataSource, QueryRunner } from 'typeorm';
import { isTrue } from '../sql/row-values.js';
import { type DatabaseAddress, openDataSource } from './data-source.js';
import { type LeaseTimes, stillMigrating, withMigrationLease } from './migration-lease.js';
import type { Migrations } from './migrations/index.js';

const times: LeaseTimes = { waitMilliseconds: 60_000, silenceMilliseconds: 10_000 };

/**
 * Brings the tables up to date, on a connection whose statements may take as long as they need. Gateways that start
 * together on one database take turns, waiting up to a minute for one another: at one server by a lock of that server,
 * which is gone with its holder; at several nodes of a cluster by a lease.
 * @param through all migrations if left out
 */
export async function migrate(address: DatabaseAddress, through?: Migrations): Promise<void> {
  const dataSource = await openDataSource(address, { statementSeconds: 0 }, null, through);
  const lockHolder = dataSource.createQueryRunner();
  try {
    const [row] = await lockHolder.query("SELECT GET_LOCK('delivery-gateway migrations', 60) AS granted");
    if (!isTrue(row.granted)) throw stillMigrating();
    // So that nothing has to be written at the usual start.
    if (!(await isPending(dataSource, lockHolder))) return;
    const [{ server }] = await lockHolder.query("SELECT CONCAT(@@hostname, ':', @@port) AS server");
    await withMigrationLease(lockHolder, server, times, async () => {
      await dataSource.runMigrations();
    });
  } finally {
    // The lock goes with its connection.
    await lockHolder.release();
    await dataSource.destroy();
  }
}

async function isPending({ migrations }: DataSource, runner: QueryRunner): Promise<boolean> {
  if (!(await runner.hasTable('migrations'))) return true;
  const rows: { name: string }[] = await runner.query('SELECT name FROM migrations');
  const done = new Set(rows.map(({ name }) => name));
  return migrations.some(({ name }) => !done.has(`${name}`));
}
