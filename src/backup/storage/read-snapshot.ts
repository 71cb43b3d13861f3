import type { PoolConnection } from 'mysql2';
import type { DataSource, QueryRunner } from 'typeorm';
import type { BackupEntry, Row, TableStart } from '../backup-content.js';

/** The database as it was at one instant, whatever is written meanwhile. */
export interface Snapshot {
  /** All that was committed before is in it. */
  takenAt: Date;
  query<T>(sql: string): Promise<T[]>;
  /** Every table, each with its rows behind it. */
  entries(): AsyncGenerator<BackupEntry>;
}

/** Not in a backup: what must not come back to life, and what lasts a minute. Their tables are empty in what is restored. */
const leftOut = ['sessions', 'rate_usage'];

/**
 * Reads all of a database in one transaction, which holds up no writer.
 * @param isolation only `REPEATABLE READ` makes one instant of it; tests show what becomes of it otherwise
 */
export async function readSnapshot<T>(
  dataSource: DataSource,
  use: (snapshot: Snapshot) => Promise<T>,
  isolation = 'REPEATABLE READ',
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    // Where the reader of a stream is slow, the server is to wait for an hour.
    await runner.query(
      'SET SESSION net_write_timeout = 3600 /*!80000 , SESSION information_schema_stats_expiry = 0 */',
    );
    await runner.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${isolation}`);
    const takenAt = new Date();
    await runner.query('START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT');
    return await use({
      takenAt,
      query: (sql) => runner.query(sql),
      entries: () => entriesOf(runner),
    });
  } finally {
    // The connection ends with its pool, and with it the transaction.
    await runner.release();
  }
}

async function* entriesOf(runner: QueryRunner): AsyncGenerator<BackupEntry> {
  for (const table of await readTables(runner)) {
    if (leftOut.includes(table.table)) continue;
    yield table;
    yield* rowsOf(await runner.connect(), table);
  }
}

/** Every table of ours with its columns, but those whose values the server computes. */
export async function readTables(runner: QueryRunner): Promise<TableStart[]> {
  const rows: { tableName: string; nextId: string | number | null; name: string; type: string }[] =
    await runner.query(
      `SELECT t.table_name AS tableName, t.auto_increment AS nextId, c.column_name AS name, c.data_type AS type
     FROM information_schema.tables t
     JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
     WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND COALESCE(c.generation_expression, '') = ''
     ORDER BY t.table_name, c.ordinal_position`,
    );
  const tables = new Map<string, TableStart & { columns: { name: string; isBinary: boolean }[] }>();
  for (const { tableName, nextId, name, type } of rows) {
    const table = tables.get(tableName) ?? {
      table: tableName,
      columns: [],
      nextId: nextId === null ? null : String(nextId),
    };
    table.columns.push({ name, isBinary: /binary|blob|bit/.test(type) });
    tables.set(tableName, table);
  }
  return [...tables.values()];
}

/** The server's own text of each value, which says more than what the driver would make of it. */
async function* rowsOf(connection: PoolConnection, { table, columns }: TableStart): AsyncGenerator<Row> {
  const names = columns.map(({ name }) => connection.escapeId(name)).join(', ');
  const rows = connection
    .query({
      sql: `SELECT ${names} FROM ${connection.escapeId(table)}`,
      rowsAsArray: true,
      typeCast: (field) => field.buffer(),
    })
    .stream();
  for await (const row of rows as AsyncIterable<(Buffer | null)[]>)
    yield row.map((value, index) => (columns[index]?.isBinary ? value : (value?.toString('utf8') ?? null)));
}
