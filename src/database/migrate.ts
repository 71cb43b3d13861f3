import { isTrue } from '../sql/row-values.js';
import { type DatabaseAddress, openDataSource } from './data-source.js';
import type { Migrations } from './migrations/index.js';

/**
 * Brings the tables up to date, on a connection whose statements may take as long as they need. Gateways that start
 * together on one database take turns by a lock of the server, waiting up to a minute for one another.
 * @param through all migrations if left out
 */
export async function migrate(address: DatabaseAddress, through?: Migrations): Promise<void> {
  const dataSource = await openDataSource(address, { statementSeconds: 0 }, null, through);
  const lockHolder = dataSource.createQueryRunner();
  try {
    const [row] = await lockHolder.query("SELECT GET_LOCK('delivery-gateway migrations', 60) AS granted");
    if (!isTrue(row.granted))
      throw new Error('Another gateway has been migrating the database for a minute.');
    await dataSource.runMigrations();
  } finally {
    // The lock goes with its connection.
    await lockHolder.release();
    await dataSource.destroy();
  }
}
