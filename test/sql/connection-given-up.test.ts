import type { Pool, PoolConnection } from 'mysql2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTextTable, type TextTable } from '../support/text-table.js';

let table: TextTable;
beforeAll(async () => {
  table = await openTextTable();
});
afterAll(() => table.close());

/** The driver says so twice, to nobody in particular. Vitest fails for it, as the process of the gateway would end. */
it('a connection that is given up with statements that are still to be closed hurts nobody', async () => {
  const connection = await takeConnection();
  await Promise.all(['SELECT 1', 'SELECT 2'].map((sql) => execute(connection, sql)));
  connection.destroy();
  connection.unprepare('SELECT 1');
  connection.unprepare('SELECT 2');
  expect(await table.dataSource.query('SELECT text FROM notes')).toEqual([]);
});

function takeConnection(): Promise<PoolConnection> {
  const { pool } = table.dataSource.driver as unknown as { pool: Pool };
  return new Promise((resolve, reject) =>
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
  );
}

function execute(connection: PoolConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.execute(sql, (error) => (error ? reject(error) : resolve()));
  });
}
