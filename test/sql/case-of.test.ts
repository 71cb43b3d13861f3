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

/** @returns what all rows have in the column then */
async function write(column: string, values: Record<number, SqlScalar>): Promise<unknown[]> {
  const entries = Object.entries(values).map(([id, value]) => [Number(id), value] as const);
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

it.each<[string, Record<number, SqlScalar>, unknown[]]>([
  ['number', { 2: 7 }, [null, 7, null, null]],
  ['number', { 1: 7, 2: 0, 3: -7 }, [7, 0, -7, null]],
  ['text', { 1: "'", 3: '', 4: null }, ["'", 'two', '', null]],
  ['octets', { 1: octets, 2: null, 4: Buffer.alloc(0) }, [octets, null, null, Buffer.alloc(0)]],
  ['moment', { 1: null, 3: moment }, [null, null, moment, null]],
])('writes %s for each key, and leaves other rows as they are: %j', async (column, values, expected) => {
  expect(await write(column, values)).toEqual(expected);
});
