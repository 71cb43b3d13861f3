import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditDatabase, createAuditDatabase, record } from './audit-database.js';

let database: AuditDatabase;

beforeAll(async () => {
  database = await createAuditDatabase();
});
beforeEach(() => database.clear());
afterAll(() => database?.close());

const kept = 400;

/** Entries of so many days and a half ago, linked. Their hashes are made of that time. */
async function addEntries(count: number, daysAgo: number): Promise<void> {
  await database.transact(async (manager) => {
    await record(manager, count);
    await manager.query(
      'UPDATE audit_entries SET occurred_at = occurred_at - INTERVAL ? HOUR WHERE position IS NULL',
      [daysAgo * 24 + 12],
    );
  });
  await database.chain.link();
}

async function positions(): Promise<number[]> {
  const rows = await database.sql<{ position: number }>(
    'SELECT position FROM audit_entries WHERE position IS NOT NULL ORDER BY position',
  );
  return rows.map(({ position }) => position);
}

describe('the removal of old entries', () => {
  it('takes those that are too old from the front, and leaves a chain that is whole', async () => {
    await addEntries(3, 402);
    await addEntries(2, 400);
    await addEntries(2, 398);
    await database.chain.removeOld(kept);
    await database.chain.link();
    expect(await positions()).toEqual([6, 7, 8]);
    expect(await database.faults()).toEqual([]);
  });

  it('tells of itself: how many, and what the chain begins after', async () => {
    await addEntries(3, 402);
    const { hash } = await database.head();
    await addEntries(1, 0);
    await database.chain.removeOld(kept);
    const [entry] = await database.sql("SELECT * FROM audit_entries WHERE action = 'AUDIT_ENTRIES_REMOVED'");
    expect(entry).toMatchObject({ author_kind: 'GATEWAY', operation: 'upkeep', item_count: 3 });
    expect(JSON.parse(entry?.changes as string)).toEqual([
      { field: 'anchor', from: `0:${'00'.repeat(32)}`, to: `3:${hash.toString('hex')}` },
    ]);
    const [chain] = await database.sql('SELECT anchor_position, anchor_hash FROM audit_chain');
    expect(chain).toEqual({ anchor_position: 3, anchor_hash: hash });
  });

  it('waits until a whole day is due, so that it does not write an entry each hour', async () => {
    await addEntries(3, 400);
    await database.chain.removeOld(kept);
    expect(await positions()).toEqual([1, 2, 3]);
  });

  it('takes none that stands behind a younger one, and none that is not linked', async () => {
    await addEntries(1, 10);
    await addEntries(1, 500);
    await database.chain.removeOld(kept);
    expect(await positions()).toEqual([1, 2]);
    await database.clear();
    await database.transact((manager) => record(manager, 2));
    await database.sql('UPDATE audit_entries SET occurred_at = occurred_at - INTERVAL 500 DAY');
    await database.chain.removeOld(kept);
    expect(await database.sql('SELECT id FROM audit_entries')).toHaveLength(2);
  });

  it('takes many in short transactions, and may begin anew after everything', async () => {
    await addEntries(2_100, 402);
    await database.chain.removeOld(kept);
    await addEntries(2, 0);
    expect(await positions()).toEqual([2_101, 2_102, 2_103, 2_104, 2_105]);
    expect(await database.faults(100)).toEqual([]);
    await database.sql('UPDATE audit_chain SET anchor_position = 2000');
    expect(await database.faults(100)).toEqual(['ANCHOR_WRONG 2000', 'MISSING 2001 2100']);
  });

  it('goes on where a check has begun before it', async () => {
    await addEntries(6, 402);
    await addEntries(3, 0);
    const begun = await database.verifier.check(null, 2);
    await database.chain.removeOld(kept);
    await database.chain.link();
    const rest = await database.verifier.check(begun.through, 100);
    expect(rest).toMatchObject({ checked: 4, isAtEnd: true, faults: [] });
  });

  it('tells how many of the entries that it took did not fit', async () => {
    await addEntries(3, 402);
    await database.sql("UPDATE audit_entries SET object_id = 'ds_9' WHERE position = 2");
    await database.chain.removeOld(kept);
    const [entry] = await database.sql(
      "SELECT changes FROM audit_entries WHERE action = 'AUDIT_ENTRIES_REMOVED'",
    );
    expect(JSON.parse(entry?.changes as string)[1]).toEqual({ field: 'faults', from: null, to: '1' });
  });

  it('looks up what it removes, and does not walk through the table', async () => {
    await addEntries(20, 402);
    await database.sql('ANALYZE TABLE audit_entries');
    const plan = await database.sql(
      `EXPLAIN SELECT e.id FROM audit_entries e FORCE INDEX (audit_entries_by_position)
       WHERE e.position > 0 AND e.position <= 20 ORDER BY e.position LIMIT 1000`,
    );
    expect(plan[0]).toMatchObject({ type: 'range', key: 'audit_entries_by_position' });
    expect(`${plan[0]?.Extra}`).not.toContain('filesort');
  });
});
