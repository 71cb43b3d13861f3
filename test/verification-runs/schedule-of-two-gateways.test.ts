import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { GatewayFixture } from '../support/gateway-process.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/servers.js';
import { startTestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dns: DnsTestServer;
let fixture: GatewayFixture;

beforeAll(async () => {
  dns = await startDnsServer();
});
beforeEach(async () => {
  database = await createMigratedDatabase();
  fixture = await GatewayFixture.create();
});
afterEach(async () => {
  await fixture?.dispose();
  await database?.drop();
});
afterAll(() => dns?.stop());

const serverCount = 20;
const intervalSeconds = 2;

interface Place {
  serverRowId: number;
  dueAt: Date;
}

const places = () =>
  database.sql<Place>(
    'SELECT delivery_server_id AS serverRowId, due_at AS dueAt FROM verification_schedules ORDER BY 1',
  );

/** In which interval of its server each run was made, by the number of the server, as far as they were made since. */
async function intervalsOfRuns(start: readonly Place[], since: Date): Promise<Map<number, number[]>> {
  const runs = await database.sql<{ serverRowId: number; createdAt: Date }>(
    `SELECT delivery_server_id AS serverRowId, created_at AS createdAt FROM verification_runs
     WHERE created_at >= ? ORDER BY id`,
    [since],
  );
  return new Map(
    start.map(({ serverRowId, dueAt }) => [
      serverRowId,
      runs
        .filter((run) => run.serverRowId === serverRowId)
        .map(({ createdAt }) =>
          Math.floor((createdAt.getTime() - dueAt.getTime()) / (intervalSeconds * 1_000)),
        ),
    ]),
  );
}

describe('a schedule that two gateways keep, of which one is killed', () => {
  it('measures no server twice in an interval, forgets none, and keeps each at its time', {
    timeout: 120_000,
  }, async () => {
    const secretsKey = randomBytes(32);
    const app = await startTestApp({ databaseUrl: database.url, secretsKey });
    for (let count = 0; count < serverCount; count++) await createServer(app);
    await app.stop();
    const environment = {
      DATABASE_URL: database.url,
      SECRETS_KEY: secretsKey.toString('base64'),
      DNS_RESOLVERS: dns.address,
      VERIFY_EVERY: `${intervalSeconds}s`,
      PORT: '0',
    };
    const [killed, left] = await Promise.all([fixture.start(environment), fixture.start(environment)]);
    await vi.waitFor(async () => expect(await places()).toHaveLength(serverCount), 20_000);
    const start = await places();
    const begin = new Date(Math.max(...start.map(({ dueAt }) => dueAt.getTime())));

    const everyRun = (min: number, since: Date) =>
      vi.waitFor(
        async () => {
          const intervals = [...(await intervalsOfRuns(start, since)).values()];
          expect(Math.min(...intervals.map(({ length }) => length))).toBeGreaterThanOrEqual(min);
        },
        { timeout: 60_000, interval: 100 },
      );
    await everyRun(3, begin);
    killed?.kill('SIGKILL');
    await killed?.exited;
    // What it was making is taken over when its time is over.
    await database.sql(
      "UPDATE verification_runs SET lease_until = CURRENT_TIMESTAMP(3) WHERE status = 'RUNNING'",
    );
    const [{ now } = { now: begin }] = await database.sql<{ now: Date }>(
      'SELECT CURRENT_TIMESTAMP(3) AS now',
    );
    await everyRun(3, now);

    for (const intervals of (await intervalsOfRuns(start, begin)).values())
      expect(intervals).toEqual([...new Set(intervals)]);
    for (const [index, { serverRowId, dueAt }] of (await places()).entries()) {
      expect(serverRowId).toBe(start[index]?.serverRowId);
      expect((dueAt.getTime() - Number(start[index]?.dueAt)) % (intervalSeconds * 1_000)).toBe(0);
    }
    left?.kill('SIGTERM');
  });
});
