import type { PoolConnection, QueryResult } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { expandLists, type SqlValue } from './expand-lists.js';

/**
 * Runs one prepared statement in the transaction of `manager`: its rows, or what a write says of itself. TypeORM's own
 * `query` sends everything as text, which has to be written here and parsed there each time.
 */
export async function execute<Result extends QueryResult>(
  manager: EntityManager,
  sql: string,
  values: readonly SqlValue[],
): Promise<Result> {
  const connection: PoolConnection = await manager.queryRunner?.connect();
  const statement = expandLists(sql, values);
  return new Promise((resolve, reject) => {
    connection.execute<Result>(statement.sql, [...statement.values], (error, result) =>
      error ? reject(error) : resolve(result),
    );
  });
}
