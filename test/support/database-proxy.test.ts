import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
let connection: Connection;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startDatabaseProxy(database.url);
});
beforeEach(async () => {
  connection = await createConnection(proxy.url);
  connection.on('error', () => {});
});
afterEach(() => connection.destroy());
afterAll(async () => {
  await proxy?.close();
  await database?.drop();
});

it('cuts a connection at a statement that is run on it', async () => {
  proxy.cutAt(/SELECT 'wanted'/, 'before');
  await connection.query("SELECT 'other'");
  expect(proxy.hasCut).toBe(false);
  await expect(connection.query("SELECT 'wanted'")).rejects.toThrow();
  expect(proxy.hasCut).toBe(true);
});

it.each([
  ['its text', /SELECT \? AS wanted/],
  ['its values', /a value/],
])('cuts a connection at a statement that has been prepared on it before: by %s', async (_, statement) => {
  for (const name of ['wanted', 'other']) await connection.execute(`SELECT ? AS ${name}`, ['nothing']);
  proxy.cutAt(statement, 'before');
  await connection.execute('SELECT ? AS other', ['nothing']);
  expect(proxy.hasCut).toBe(false);
  await expect(connection.execute('SELECT ? AS wanted', ['a value'])).rejects.toThrow();
  expect(proxy.hasCut).toBe(true);
});

it('cuts no connection at a statement that is only prepared', async () => {
  proxy.cutAt(/SELECT 'wanted'/, 'before');
  const statement = await connection.prepare("SELECT 'wanted'");
  expect(proxy.hasCut).toBe(false);
  await expect(statement.execute([])).rejects.toThrow();
  expect(proxy.hasCut).toBe(true);
});
