import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { createTransact } from '../../src/sql/transact.js';
import { GatewayFixture } from '../support/gateway-process.js';
import { type AuditDatabase, createAuditDatabase, record } from './audit-database.js';

const wanted = 20_000;
const inTransaction = 4;
const writersOfEach = 8;
/** Rows, of which so many are linked when a gateway is killed. */
const whenKilled = 4_000;

let database: AuditDatabase;

beforeAll(async () => {
  database = await createAuditDatabase();
}, 180_000);
afterAll(() => database?.close());

/** Writes as those do who change something: in many transactions at once, of which every tenth is rolled back. */
async function write(): Promise<void> {
  const dataSource = await openDataSource({ url: database.url, tls: null });
  const transact = createTransact(dataSource);
  let left = wanted / 2 / inTransaction;
  const writer = async () => {
    while (left-- > 0) {
      await transact((manager) => record(manager, inTransaction));
      if (left % 10 === 0) await expect(transact(undone)).rejects.toThrow('undone');
    }
  };
  await Promise.all(Array.from({ length: writersOfEach }, writer));
  await dataSource.destroy();
}

const undone: Parameters<ReturnType<typeof createTransact>>[0] = async (manager) => {
  await record(manager, 1);
  throw new Error('undone');
};

async function linked(): Promise<number> {
  return (await database.head()).position;
}

describe('two gateways, of which one is killed while many write', () => {
  it('leave one chain of all that was committed', { timeout: 240_000 }, async () => {
    const fixture = await GatewayFixture.create();
    fixture.transcript.guard('database password', new URL(database.url).password);
    const environment = {
      DATABASE_URL: database.url,
      SECRETS_KEY: randomBytes(32).toString('base64'),
      ADMIN_API_KEY: 'the-key-of-both-gateways',
    };
    const killed = await fixture.start(environment);
    const other = await fixture.start(environment);
    const before = await linked();
    const written = Promise.all([write(), write()]);
    await vi.waitFor(async () => expect(await linked()).toBeGreaterThan(before + whenKilled), {
      timeout: 120_000,
      interval: 20,
    });
    killed.kill('SIGKILL');
    await killed.exited;
    expect(await linked()).toBeLessThan(wanted);
    await written;
    await vi.waitFor(async () => expect(await database.chain.lagSeconds()).toBe(0), { timeout: 30_000 });
    other.kill('SIGTERM');
    await other.exited;

    const [counted] = await database.sql(
      `SELECT COUNT(*) AS entries, SUM(author_id = 'key_7') AS written, MAX(position) AS head FROM audit_entries`,
    );
    expect(Number(counted?.written)).toBe(wanted);
    expect([counted?.entries, counted?.head]).toEqual([await linked(), await linked()]);
    expect(await database.faults(1_000)).toEqual([]);
    const noted = /"head":"(\d+:[0-9a-f]{64})"/.exec(other.stdout)?.[1];
    expect(noted?.split(':')[0]).toBe(`${await linked()}`);
    await fixture.dispose();

    // What would be found if it were not so.
    await database.sql('DELETE FROM audit_entries WHERE position = 12345');
    expect(await database.faults(1_000)).toEqual(['MISSING 12345']);
  });
});
