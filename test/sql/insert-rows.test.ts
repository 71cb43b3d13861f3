import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { insertRows } from '../../src/sql/insert-rows.js';
import { everyStatementOf } from '../support/statements.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await openDataSource({ url: database.url, tls: null });
  await database.sql('CREATE TABLE texts (id INT PRIMARY KEY, text LONGTEXT, bytes LONGBLOB)');
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

type Row = [id: number, text: string | null, bytes: Buffer | null];

/** How many rows each statement added. */
async function insert(rows: readonly Row[]): Promise<number[]> {
  await database.sql('DELETE FROM texts');
  const databaseName = new URL(database.url).pathname.slice(1);
  const statements = await everyStatementOf({ databaseName }, () =>
    dataSource.transaction((manager) => insertRows(manager, 'texts (id, text, bytes)', rows)),
  );
  const stored = await database.sql<{ id: number }>('SELECT id FROM texts ORDER BY id');
  expect(stored.map(({ id }) => id)).toEqual(rows.map(([id]) => id));
  return statements.filter(({ sql }) => sql.startsWith('INSERT')).map(({ values }) => values.length / 3);
}

const short = (count: number) => Array.from({ length: count }, (_, id): Row => [id, 'a', null]);

describe('rows', () => {
  it('that are none need no statement', async () => {
    expect(await insert([])).toEqual([]);
  });

  it('are added with one statement when they are few, and with few distinct ones when they are many', async () => {
    expect(await insert(short(1))).toEqual([1]);
    expect(await insert(short(16))).toEqual([16]);
    expect(await insert(short(1_111))).toEqual([512, 512, 64, 16, 7]);
  });

  it('are never too long together for the database, and a long one goes alone', async () => {
    const long = 'a'.repeat(700_000);
    const rows: Row[] = [
      [1, long, null],
      [2, null, Buffer.from(long)],
      [3, 'a', null],
      [4, 'a', null],
      [5, long + long, null],
      [6, 'a', null],
    ];
    expect(await insert(rows)).toEqual([1, 3, 1, 1]);
    const all = Array.from({ length: 30 }, (_, id): Row => [id, long, null]);
    expect(await insert(all)).toEqual(all.map(() => 1));
  });
});
