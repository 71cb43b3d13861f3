import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { type LeaseTimes, withMigrationLease } from '../../src/database/migration-lease.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await openDataSource({ url: database.url, tls: null });
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const times: LeaseTimes = { waitMilliseconds: 30_000, silenceMilliseconds: 10_000 };

async function withLease(server: string, work: () => Promise<void>, changed: Partial<LeaseTimes> = {}) {
  const runner = dataSource.createQueryRunner();
  try {
    await withMigrationLease(runner, server, { ...times, ...changed }, work);
  } finally {
    await runner.release();
  }
}

/** As one leaves it that was killed. */
async function leaveLease(server: string): Promise<void> {
  await database.sql(
    'CREATE TABLE migration_lease (id INT PRIMARY KEY, holder CHAR(36), server VARCHAR(320), beats INT)',
  );
  await database.sql("INSERT INTO migration_lease VALUES (1, 'of-the-dead', ?, 3)", [server]);
}

const tables = () => database.sql("SHOW TABLES LIKE 'migration_lease'");

describe('the lease of migrations', () => {
  it('is had by one at a time of those at different servers', async () => {
    const steps: string[] = [];
    await Promise.all(
      ['one', 'two', 'three'].map((server) =>
        withLease(server, async () => {
          steps.push('begin');
          // Longer than others take to look, and than the pause between two signs of life.
          await database.sql('DO SLEEP(0.7)');
          steps.push('end');
        }),
      ),
    );
    expect(steps).toEqual(['begin', 'end', 'begin', 'end', 'begin', 'end']);
    expect(await tables()).toEqual([]);
  });

  it('is given back by work that fails', async () => {
    const failing = withLease('one', () => Promise.reject(new Error('It failed.')));
    await expect(failing).rejects.toThrow('It failed.');
    expect(await tables()).toEqual([]);
  });

  it('is taken over at once from a holder at the same server, who has lost the lock of that', async () => {
    await leaveLease('one');
    let isDone = false;
    await withLease(
      'one',
      async () => {
        isDone = true;
      },
      { waitMilliseconds: 0 },
    );
    expect(isDone).toBe(true);
  });

  it('is taken over by one from a holder at another server who says nothing any more', async () => {
    await leaveLease('one');
    let running = 0;
    const most: number[] = [];
    const work = async () => {
      running += 1;
      most.push(running);
      await database.sql('DO SLEEP(0.2)');
      running -= 1;
    };
    const silence = { silenceMilliseconds: 500 };
    await Promise.all([withLease('two', work, silence), withLease('three', work, silence)]);
    expect(most).toEqual([1, 1]);
  });

  it('is not taken from a holder at another server who may be alive', async () => {
    await leaveLease('one');
    const waiting = withLease('two', async () => {}, { waitMilliseconds: 300 });
    await expect(waiting).rejects.toThrow('Another gateway has been migrating the database for a minute.');
    expect(await tables()).toHaveLength(1);
  });

  it('is taken over where its holder died before it wrote its name', async () => {
    await database.sql(
      'CREATE TABLE migration_lease (id INT PRIMARY KEY, holder CHAR(36), server VARCHAR(320), beats INT)',
    );
    let isDone = false;
    await withLease(
      'two',
      async () => {
        isDone = true;
      },
      { silenceMilliseconds: 300 },
    );
    expect(isDone).toBe(true);
  });
});
