import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { RateLimiter } from '../../src/rate-limit/rate-limiter.js';
import { createSyncUsage } from '../../src/rate-limit/sync-usage.js';
import { createTransact } from '../../src/sql/transact.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import type { TestDatabase } from '../support/test-database.js';

const minute = 60_000;
const credential = { kind: 'API_KEY', rowId: 7 };

let database: TestDatabase;
let dataSource: DataSource;
let now: number;
let limiters: RateLimiter[];

beforeEach(async () => {
  database = await createMigratedDatabase();
  dataSource = await openDataSource({ url: database.url, tls: null });
  now = Date.UTC(2030, 0, 1);
  limiters = [];
});
afterEach(async () => {
  for (const limiter of limiters) await limiter.stop();
  await dataSource.destroy();
  await database.drop();
});

/** What one gateway counts with, by the clock of the test. */
function gateway(limit: number): RateLimiter {
  const syncUsage = createSyncUsage(createTransact(dataSource));
  const limiter = new RateLimiter(
    limit,
    syncUsage,
    () => {},
    () => now,
  );
  limiters.push(limiter);
  return limiter;
}

async function written(): Promise<number[]> {
  const rows = await database.sql<{ used: string }>('SELECT used FROM rate_usage ORDER BY window_start');
  return rows.map(({ used }) => Number(used));
}

describe('the limit of a credential', () => {
  it('lets through what fits, and the one request that goes beyond', () => {
    const limiter = gateway(10);
    expect(limiter.take(credential, 9)).toEqual({
      limit: 10,
      remaining: 1,
      resetSeconds: 60,
      isExceeded: false,
    });
    expect(limiter.take(credential, 5)).toMatchObject({ remaining: 0, isExceeded: false });
    expect(limiter.take(credential, 1)).toMatchObject({ remaining: 0, isExceeded: true });
    expect(limiter.take({ ...credential, kind: 'ADMINISTRATOR' }, 1)).toMatchObject({ isExceeded: false });
  });

  it('is whole again in the next minute of the clock', () => {
    const limiter = gateway(1);
    now += 59_500;
    limiter.take(credential, 1);
    expect(limiter.take(credential, 1)).toMatchObject({ isExceeded: true, resetSeconds: 1 });
    now += 500;
    expect(limiter.take(credential, 1)).toMatchObject({ isExceeded: false, resetSeconds: 60 });
  });

  it('is one for all gateways', async () => {
    const [one, other] = [gateway(10), gateway(10)];
    one.take(credential, 8);
    await one.synchronise();
    other.take(credential, 1);
    await other.synchronise();
    expect(other.take(credential, 0)).toMatchObject({ remaining: 1 });
  });

  it('is kept while the database is away, and nothing is told twice', async () => {
    const limiter = gateway(10);
    await database.sql('RENAME TABLE rate_usage TO away');
    limiter.take(credential, 4);
    await limiter.synchronise();
    expect(limiter.take(credential, 2)).toMatchObject({ remaining: 4 });
    await database.sql('RENAME TABLE away TO rate_usage');
    await limiter.synchronise();
    await limiter.synchronise();
    expect(await written()).toEqual([6]);
    expect(limiter.take(credential, 0)).toMatchObject({ remaining: 4 });
  });

  it('is forgotten after some minutes', async () => {
    const limiter = gateway(10);
    for (const points of [1, 2, 3]) {
      limiter.take(credential, points);
      await limiter.synchronise();
      now += 4 * minute;
    }
    expect(await written()).toEqual([2, 3]);
  });

  it('is told to the database at the end', async () => {
    const limiter = gateway(10);
    limiter.take(credential, 3);
    await limiter.stop();
    expect(await written()).toEqual([3]);
  });

  it('is remembered for 10,000 credentials at once, and no more', () => {
    const limiter = gateway(5);
    for (let rowId = 0; rowId <= 10_000; rowId += 1) limiter.take({ kind: 'API_KEY', rowId }, 1);
    expect(limiter.take({ kind: 'API_KEY', rowId: 1 }, 0)).toMatchObject({ remaining: 4 });
    expect(limiter.take({ kind: 'API_KEY', rowId: 0 }, 0)).toMatchObject({ remaining: 5 });
  });
});
