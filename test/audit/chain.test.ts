import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditChain } from '../../src/audit/audit-chain.js';
import { createRead } from '../../src/sql/read.js';
import { type AuditDatabase, createAuditDatabase, record } from './audit-database.js';

let database: AuditDatabase;

beforeAll(async () => {
  database = await createAuditDatabase();
});
beforeEach(() => database.clear());
afterAll(() => database?.close());

describe('the chain of the audit trail', () => {
  it('begins after nothing', async () => {
    expect(await database.head()).toEqual({ position: 0, hash: Buffer.alloc(32) });
    expect(await database.faults()).toEqual([]);
    expect(await database.chain.lagSeconds()).toBe(0);
  });

  it('takes up what is committed, in the order of the numbers, without a gap', async () => {
    await database.addEntries(1_203);
    const rows = await database.sql<{ id: number; position: number }>(
      'SELECT id, position FROM audit_entries ORDER BY id',
    );
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_, index) => index + 1));
    expect((await database.head()).position).toBe(1_203);
    expect(await database.faults(100)).toEqual([]);
  });

  it('can be computed by anybody from what the documentation says', async () => {
    await database.addEntries(3);
    const rows = await database.sql(
      `SELECT position, id, DATE_FORMAT(occurred_at, '%Y-%m-%dT%H:%i:%s.%f') AS occurred_at, author_kind, author_id,
         author_name, address, request_id, operation, command, action, object_id, object_name, changes, item_count, hash
       FROM audit_entries ORDER BY position`,
    );
    let hash: Buffer = Buffer.alloc(32);
    for (const { hash: stored, ...columns } of rows) {
      const said = Object.values({ ...columns, occurred_at: `${columns.occurred_at}`.replace(/000$/, 'Z') });
      hash = createHash('sha256').update(hash).update(JSON.stringify(said)).digest();
      expect(stored).toEqual(hash);
    }
    expect((await database.head()).hash).toEqual(hash);
  });

  it('does not wait for whoever has not committed yet, and takes up their entry later', async () => {
    const slow = await createConnection(database.url);
    await slow.query('BEGIN');
    await slow.query(
      "INSERT INTO audit_entries (author_kind, author_name, operation, action) VALUES ('GATEWAY', '', 'test', 'X')",
    );
    await database.addEntries(700);
    expect((await database.head()).position).toBe(700);
    await slow.query('COMMIT');
    await slow.end();
    await database.chain.link();
    const [first] = await database.sql('SELECT position FROM audit_entries ORDER BY id LIMIT 1');
    expect(first).toEqual({ position: 701 });
    expect(await database.faults(100)).toEqual([]);
  });

  it('links in one transaction what is there, although somebody adds an entry while it runs', async () => {
    const { transact } = database;
    const chain = new AuditChain(createRead(database.dataSource), async (work) => {
      const result = await transact(work);
      await transact((manager) => record(manager, 1));
      return result;
    });
    await transact((manager) => record(manager, 3));
    await chain.link();
    expect((await database.head()).position).toBe(3);
    await chain.link();
    expect((await database.head()).position).toBe(4);
  });

  it('tells how long the oldest entry waits', async () => {
    await database.transact((manager) => record(manager, 1));
    await database.sql('UPDATE audit_entries SET occurred_at = occurred_at - INTERVAL 90 SECOND');
    expect(await database.chain.lagSeconds()).toBeGreaterThanOrEqual(90);
  });

  it('stops where somebody has put an entry beyond its end, and says so', async () => {
    await database.addEntries(2);
    await database.sql('UPDATE audit_entries SET position = 3 WHERE position = 2');
    await database.transact((manager) => record(manager, 1));
    await expect(database.chain.link()).rejects.toThrow(/Duplicate/);
    expect(await database.faults()).toEqual(['MISSING 2', 'HEAD_WRONG 3']);
  });
});
