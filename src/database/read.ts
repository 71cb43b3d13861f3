import type { Pool, PoolConnection } from 'mysql2';
import type { DataSource } from 'typeorm';
import { DatabaseUnavailableError } from './deadline.js';

/** A value that a prepared statement takes; a list stands for `IN (?)` and must not be empty. */
export type SqlValue = SqlScalar | readonly SqlScalar[];
export type SqlScalar = string | number | boolean | Buffer | Date | null;

/**
 * Runs one prepared SELECT and gives its rows.
 * @throws DatabaseUnavailableError when there is no answer within 2.5 seconds
 */
export type Read = <Row>(sql: string, values?: readonly SqlValue[]) => Promise<Row[]>;

const deadlineMilliseconds = 2_500;

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
/**
 * Writes `?, ?, ?` for a list. A list is padded to the next power of two by repeating its last value, so that lists
 * of any length use few distinct statements and never meet the server's limit on prepared ones.
 */
function expandLists(
  sql: string,
  values: readonly SqlValue[],
): { sql: string; values: readonly SqlScalar[] } {
  if (!values.some(isList)) return { sql, values: values as readonly SqlScalar[] };
  const expanded = values.map((value) => (isList(value) ? padded(value) : [value]));
  let next = 0;
  return {
    sql: sql.replaceAll('?', () => expanded[next++]?.map(() => '?').join(', ') ?? '?'),
    values: expanded.flat(),
  };
}

function isList(value: SqlValue): value is readonly SqlScalar[] {
  return Array.isArray(value);
}

function padded(list: readonly SqlScalar[]): SqlScalar[] {
  const last = list.at(-1);
  if (last === undefined) throw new RangeError('A list in SQL needs at least one value.');
  const length = 2 ** Math.ceil(Math.log2(list.length));
  return [...list, ...Array<SqlScalar>(length - list.length).fill(last)];
}
