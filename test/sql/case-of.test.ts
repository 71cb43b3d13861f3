import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { caseOf } from '../../src/sql/case-of.js';
import { execute } from '../../src/sql/execute.js';
import type { SqlScalar } from '../../src/sql/expand-lists.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await openDataSource({ url: database.url, tls: null });
  await database.sql(
    'CREATE TABLE things (id INT PRIMARY KEY, number INT, text VARCHAR(20), octets VARBINARY(20), moment DATETIME(3))',
  );
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

beforeEach(async () => {
  await database.sql('DELETE FROM things');
  await database.sql(
    "INSERT INTO things (id, text) VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four')",
  );
});

async function write(column: string, entries: [number, SqlScalar][]): Promise<unknown[]> {
  const choice = caseOf('id', entries);
  await dataSource.transaction((manager) =>
    execute(manager, `UPDATE things SET ${column} = ${choice.sql} WHERE id IN (?)`, [
      ...choice.values,
      entries.map(([id]) => id),
    ]),
  );
  const rows = await database.sql<Record<string, unknown>>(`SELECT ${column} FROM things ORDER BY id`);
  return rows.map((row) => row[column]);
}

const octets = Buffer.from([0, 0xff, 0x27, 0x80]);
const moment = new Date('2026-05-01T10:20:30.456Z');

it.each<[string, [number, SqlScalar][], unknown[]]>([
  ['number', [[2, 7]], [null, 7, null, null]],
  ['number', [[1, 7], [2, 0], [3, -7]], [7, 0, -7, null]], // biome-ignore format: a line each
  ['text', [[1, "'"], [3, ''], [4, null]], ["'", 'two', '', null]], // biome-ignore format: a line each
  ['octets', [[1, octets], [2, null], [4, Buffer.alloc(0)]], [octets, null, null, Buffer.alloc(0)]], // biome-ignore format: a line each
  ['moment', [[3, moment], [1, null]], [null, null, moment, null]], // biome-ignore format: a line each
])('writes %s for each key, and leaves other rows as they are: %j', async (column, entries, expected) => {
  expect(await write(column, entries)).toEqual(expected);
});
