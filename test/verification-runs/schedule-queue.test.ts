import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { openDataSource } from '../../src/database/data-source.js';
import { createTransact, type Transact } from '../../src/sql/transact.js';
import { CheckKind } from '../../src/verification/check.js';
import { DeliveryMode } from '../../src/verification/smtp/delivery-subject.js';
import type { RunPlan } from '../../src/verification-runs/run-plan.js';
import { claimRuns } from '../../src/verification-runs/storage/claim-runs.js';
import { queueDueRuns } from '../../src/verification-runs/storage/queue-due-runs.js';
import { VerificationTrigger } from '../../src/verification-runs/verification-run.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { queueRun } from './runs.js';

let database: TestDatabase;
let app: TestApp;
let transact: Transact;
let close: () => Promise<void>;
/** In the order in which they were created. */
const servers: number[] = [];

beforeAll(async () => {
  database = await createMigratedDatabase();
  const hour = 3_600_000;
  // A gateway that does nothing by itself.
  app = await startTestApp({
    databaseUrl: database.url,
    verificationTimes: { ...usualTimes.verificationTimes, leaseMilliseconds: hour, pollMilliseconds: hour },
    scheduleTimes: { lookMilliseconds: hour, enrolMilliseconds: hour },
  });
  for (let count = 0; count < 10; count++) servers.push(await createServer(app));
  const dataSource = await openDataSource({ url: database.url, tls: null });
  transact = createTransact(dataSource);
  close = () => dataSource.destroy();
});
beforeEach(async () => {
  await database.sql('DELETE FROM verification_runs');
  await database.sql('DELETE FROM verification_schedules');
  // All of them are due, the last one for longest.
  await database.sql(
    `INSERT INTO verification_schedules (delivery_server_id, interval_seconds, due_at, next_at)
     SELECT id, 86400, '2026-01-01' - INTERVAL id SECOND, '2026-01-01' - INTERVAL id SECOND FROM delivery_servers`,
  );
});
afterAll(async () => {
  await close?.();
  await app?.stop();
  await database?.drop();
});

const plan: RunPlan = {
  trigger: VerificationTrigger.SCHEDULED,
  caller: null,
  checks: Object.values(CheckKind),
  deliveryMode: DeliveryMode.AUTH,
  recipient: null,
};
const queue = (max: number) => transact((manager) => queueDueRuns(manager, plan, max));
const claim = (limit: number, takesScheduled = true) =>
  transact(async (manager) => {
    const claimed = await claimRuns(manager, 'gateway', 30_000, limit, takesScheduled);
    return claimed.map(({ server }) => server.legacyId);
  });
const queued = async () => {
  const rows = await database.sql<{ id: number }>(
    "SELECT delivery_server_id AS id FROM verification_runs WHERE status = 'QUEUED' ORDER BY id",
  );
  return rows.map(({ id }) => id);
};

describe('the queue of runs', () => {
  it('takes in as many of the schedule as it has room for, the longest due first', async () => {
    expect(await queue(4)).toBe(4);
    expect((await queued()).toSorted((a, b) => a - b)).toEqual(servers.slice(6));
    expect(await queue(4)).toBe(0);
    await claim(3);
    expect(await queue(4)).toBe(3);
    expect((await queued()).toSorted((a, b) => a - b)).toEqual([...servers.slice(3, 6), servers[9]]);
  });

  it('takes in none of the schedule while it is full of what somebody asked for', async () => {
    for (const id of servers.slice(0, 4)) await request(id);
    expect(await queue(4)).toBe(0);
    expect(await queue(5)).toBe(1);
  });

  it('gives out what somebody asked for first', async () => {
    await queue(3);
    await request(servers[0] as number);
    expect(await claim(1)).toEqual([servers[0]]);
  });

  it('gives out nothing else to a gateway whose schedule pauses', async () => {
    await queue(3);
    await request(servers[0] as number);
    expect(await claim(4, false)).toEqual([servers[0]]);
    expect(await claim(4)).toHaveLength(3);
  });

  it('takes in what is to be made again also where the clock of the gateway is an hour behind', async () => {
    const [id] = servers;
    await database.sql('DELETE FROM verification_schedules WHERE delivery_server_id <> ?', [id]);
    await transact(async (manager) => {
      // So for this session it is an hour later.
      await manager.query('SET timestamp = UNIX_TIMESTAMP() + 3600');
      try {
        await manager.query(
          `INSERT INTO verification_runs
             (id, delivery_server_id, delivery_server_version, trigger_kind, status, checks, finished_at)
           VALUES (1000, ?, 1, 'SCHEDULED', 'DONE', 'SPF,DKIM', CURRENT_TIMESTAMP(3) - INTERVAL 10 MINUTE)`,
          [id],
        );
        await manager.query(
          `INSERT INTO latest_checks (delivery_server_id, kind, run_id, status, checked_at, settled_status)
           VALUES (?, 'SPF', 1000, 'FAIL', CURRENT_TIMESTAMP(3) - INTERVAL 10 MINUTE, 'PASS')`,
          [id],
        );
        await manager.query(
          `UPDATE verification_schedules SET due_at = CURRENT_TIMESTAMP(3) + INTERVAL 1 DAY,
             retry_at = CURRENT_TIMESTAMP(3), next_at = CURRENT_TIMESTAMP(3)`,
        );
        expect(await queueDueRuns(manager, plan, 100)).toBe(1);
      } finally {
        await manager.query('SET timestamp = DEFAULT');
      }
    });
    expect(await database.sql("SELECT checks FROM verification_runs WHERE status = 'QUEUED'")).toEqual([
      { checks: 'SPF' },
    ]);
  });

  it('is given each due server once by those who fill it at once', async () => {
    const counts = await Promise.all(Array.from({ length: 4 }, () => queue(100)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(servers.length);
    expect(new Set(await queued()).size).toBe(servers.length);
  });
});

function request(serverRowId: number) {
  return queueRun(database, `ds_${serverRowId}`, ['SPF']);
}
