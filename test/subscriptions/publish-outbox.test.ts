import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { EventLog } from '../../src/events/event-log.js';
import { createRead } from '../../src/sql/read.js';
import { createTransact } from '../../src/sql/transact.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createMigratedDatabase();
  dataSource = await openDataSource({ url: database.url, tls: null });
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});
beforeEach(async () => {
  await database.sql('DELETE FROM outbox');
  await database.sql('DELETE FROM events');
});

/** An event log after each of whose transactions somebody else commits one more change. */
function withSteadyChanges(): EventLog {
  const transact = createTransact(dataSource);
  return new EventLog(createRead(dataSource), async (work) => {
    const result = await transact(work);
    await noteChanges(1);
    return result;
  });
}

async function noteChanges(count: number): Promise<void> {
  const row = "('DELIVERY_SERVER', 1, 'UPDATED', 1)";
  await database.sql(
    `INSERT INTO outbox (subject, subject_id, kind, version) VALUES ${Array(count).fill(row).join(', ')}`,
  );
}

async function countOf(table: string): Promise<number> {
  const [row] = await database.sql<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`);
  return row?.count ?? 0;
}

it('ends although somebody commits a change while each of its transactions runs', async () => {
  await noteChanges(3);
  await withSteadyChanges().publishOutbox();
  expect([await countOf('events'), await countOf('outbox')]).toEqual([3, 1]);
});

it('publishes all that was committed before, however much that is', async () => {
  await noteChanges(1_200);
  await withSteadyChanges().publishOutbox();
  expect(await countOf('events')).toBeGreaterThanOrEqual(1_200);
  expect(await countOf('outbox')).toBe(1);
});
