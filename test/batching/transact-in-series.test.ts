import 'reflect-metadata';
import type { Pool } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTransactInSeries } from '../../src/batching/transact-in-series.js';
import type { Transact } from '../../src/sql/transact.js';
import { openTextTable, type TextTable } from '../support/text-table.js';

let table: TextTable;
let transact: Transact;

beforeAll(async () => {
  table = await openTextTable();
});
afterAll(() => table?.close());
beforeEach(async () => {
  transact = createTransactInSeries(table.dataSource);
  await table.database.sql('DELETE FROM notes');
});

const write = (manager: EntityManager, text: string) =>
  manager.query('INSERT INTO notes (text) VALUES (?)', [text]);

async function connectionOf(manager: EntityManager): Promise<string> {
  const [{ id }] = await manager.query('SELECT CONNECTION_ID() AS id');
  return id;
}

/** What another connection sees: committed work only. */
const stored = async () =>
  (await table.database.sql<{ text: string }>('SELECT text FROM notes ORDER BY text')).map(
    ({ text }) => text,
  );

const isInTransaction = async (connection: string) =>
  (
    await table.database.sql<{ id: string }>(
      `SELECT trx_mysql_thread_id AS id FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = ${connection}`,
    )
  ).length > 0;

describe('transactions in series', () => {
  it('are committed one by one, on one connection', async () => {
    const first = await transact(async (manager) => {
      await write(manager, '1');
      return connectionOf(manager);
    });
    expect(await stored()).toEqual(['1']);
    const second = await transact(async (manager) => {
      await write(manager, '2');
      return connectionOf(manager);
    });
    expect(second).toBe(first);
    expect(await stored()).toEqual(['1', '2']);
  });

  it('see what others have committed meanwhile, and hold nobody up', async () => {
    await transact((manager) => write(manager, 'mine'));
    await table.database.sql("UPDATE notes SET text = 'theirs'");
    const seen = await transact((manager) => manager.query('SELECT text FROM notes'));
    expect(seen).toEqual([{ text: 'theirs' }]);
  });

  it('undo what fails, and begin anew', async () => {
    await transact((manager) => write(manager, '1'));
    const failing = transact(async (manager) => {
      await write(manager, '2');
      throw new RangeError('No.');
    });
    await expect(failing).rejects.toThrow(RangeError);
    await transact((manager) => write(manager, '3'));
    expect(await stored()).toEqual(['1', '3']);
  });

  it('go on, on another connection, after one that was lost while nobody needed it', async () => {
    const lost = await transact(connectionOf);
    await table.database.sql(`KILL ${lost}`);
    await expect(transact((manager) => write(manager, '1'))).rejects.toThrow();
    await transact((manager) => write(manager, '2'));
    expect(await stored()).toEqual(['2']);
  });

  it('run side by side, each on a connection of its own', async () => {
    const connections = await Promise.all([transact(connectionOf), transact(connectionOf)]);
    expect(new Set(connections).size).toBe(2);
  });

  it('give their connection back when nobody has come for a second', async () => {
    const connection = await transact(async (manager) => {
      await write(manager, '1');
      return connectionOf(manager);
    });
    const { pool } = table.dataSource.driver as unknown as { pool: Pool };
    const released: unknown[] = [];
    pool.on('release', ({ threadId }) => released.push(threadId));
    await vi.waitFor(() => expect(released.map(String)).toContain(`${connection}`), { timeout: 5_000 });
    expect(await isInTransaction(connection)).toBe(false);
  });
});
