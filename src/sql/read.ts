import type { Pool, PoolConnection } from 'mysql2';
import type { DataSource } from 'typeorm';
import { DatabaseUnavailableError } from './database-errors.js';
import { expandLists, type SqlValue } from './expand-lists.js';

/**
 * Runs one prepared SELECT and gives its rows.
 * @throws DatabaseUnavailableError when there is no answer within 3.5 seconds
 */
export type Read = <Row>(sql: string, values?: readonly SqlValue[]) => Promise<Row[]>;

/** Longer than the server's limit for a statement, so that a heavy one is not taken for a database that hangs. */
const deadlineMilliseconds = 3_500;

/**
 * Reads through prepared statements on TypeORM's own pool. The ORM is for writing: its `find` builds a query, runs it
 * and makes entities of the rows, for every read anew.
 */
export function createRead(dataSource: DataSource): Read {
  const { pool } = dataSource.driver as unknown as { pool: Pool };
  return <Row>(sql: string, values: readonly SqlValue[] = []) =>
    new Promise<Row[]>((resolve, reject) => {
      const statement = expandLists(sql, values);
      let held: PoolConnection | null = null;
      let isAbandoned = false;
      const deadline = setTimeout(() => {
        isAbandoned = true;
        reject(new DatabaseUnavailableError());
        held?.destroy();
      }, deadlineMilliseconds);
      const fail = (error: unknown) => {
        clearTimeout(deadline);
        reject(error);
      };

      pool.getConnection((connectError, connection) => {
        if (connectError) return fail(connectError);
        if (isAbandoned) return connection.release();
        held = connection;
        connection.execute(statement.sql, [...statement.values], (error, rows) => {
          held = null;
          connection.release();
          if (error) return fail(error);
          clearTimeout(deadline);
          resolve(rows as Row[]);
        });
      });
    });
}
