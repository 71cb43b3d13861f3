import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Zone } from '../support/dns/zone.js';
import { buildProgram, GatewayFixture } from '../support/gateway-process.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { doneRun, goodZone, readRun, rowOf, verdicts, verify } from './runs.js';

let database: TestDatabase;
let dns: DnsTestServer;
const apps: TestApp[] = [];
const secretsKey = randomBytes(32);
const adminApiKey = 'the-key-of-all';
/** Nobody answers for tracked links. */
const stuckZone: Zone = { ...goodZone, 'track.example.com': ['DROP'] };
const times = { runMilliseconds: 20_000, leaseMilliseconds: 30_000, pollMilliseconds: 100 };

beforeAll(async () => {
  await buildProgram();
  database = await createTestDatabase();
  dns = await startDnsServer(stuckZone);
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
  dns.publish(stuckZone);
});
afterAll(async () => {
  await dns?.stop();
  await database?.drop();
});

async function start(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp({
    databaseUrl: database.url,
    secretsKey,
    adminApiKey,
    dnsResolvers: [dns.server],
    verificationTimes: times,
    ...options,
  });
  apps.push(app);
  return app;
}

/** A gateway that makes no runs of its own accord, to look at those of others. */
const onlooker = () => start({ verificationTimes: { ...times, pollMilliseconds: 3_600_000 } });

/** A run whose host of mail-from is checked, and whose host of tracked links is not yet. */
async function halfDone(app: TestApp, id: string): Promise<void> {
  await vi.waitFor(async () => expect((await readRun(app, id)).checks).toHaveLength(1), { timeout: 10_000 });
}

const checks = ['SENDER_DOMAIN', 'LINK_DOMAIN'];
/** What comes of time: nobody has renewed the lease. */
const endLease = (runId: string) =>
  database.sql('UPDATE verification_runs SET lease_until = CURRENT_TIMESTAMP(3) WHERE id = ?', [
    rowOf(runId),
  ]);

describe('a run whose gateway', () => {
  it('was killed is taken up by another, which makes what is missing', { timeout: 60_000 }, async () => {
    const fixture = await GatewayFixture.create();
    fixture.transcript.guard('database password', new URL(database.url).password);
    const gateway = await fixture.start({
      DATABASE_URL: database.url,
      SECRETS_KEY: secretsKey.toString('base64'),
      ADMIN_API_KEY: adminApiKey,
      DNS_RESOLVERS: dns.address,
    });
    const idle = await onlooker();
    const { id } = await createServer(idle);
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminApiKey}` },
      body: JSON.stringify({
        query: `mutation { deliveryServerVerify(input: { id: "${id}", checks: [SENDER_DOMAIN, LINK_DOMAIN] }) { run { id } } }`,
      }),
    });
    const { data } = (await answer.json()) as { data: { deliveryServerVerify: { run: { id: string } } } };
    const runId = data.deliveryServerVerify.run.id;
    await halfDone(idle, runId);
    gateway.kill('SIGKILL');
    await gateway.exited;
    const [{ leaseSeconds }] = (await database.sql(
      'SELECT TIMESTAMPDIFF(SECOND, CURRENT_TIMESTAMP(3), lease_until) AS leaseSeconds FROM verification_runs WHERE id = ?',
      [rowOf(runId)],
    )) as [{ leaseSeconds: number }];
    expect(leaseSeconds).toBeLessThanOrEqual(30);
    const [before] = (await readRun(idle, runId)).checks;

    await endLease(runId);
    dns.publish(goodZone);
    await start();
    const run = await doneRun(idle, runId);
    expect(verdicts(run.checks)).toEqual(['SENDER_DOMAIN PASS', 'LINK_DOMAIN PASS']);
    expect(run.checks[0].checkedAt).toBe(before.checkedAt);
    await fixture.dispose();
  });

  it('is stopped is let go at once, and that is none of its attempts', async () => {
    const idle = await onlooker();
    const { id } = await createServer(idle);
    for (let times = 0; times < 4; times++) {
      const app = await start();
      const run = await verify(app, id, checks);
      await halfDone(idle, run.id);
      await app.stop();
      apps.splice(apps.indexOf(app), 1);
    }
    dns.publish(goodZone);
    const app = await start();
    const run = await doneRun(idle, (await verify(app, id, checks)).id);
    expect(verdicts(run.checks)).toEqual(['SENDER_DOMAIN PASS', 'LINK_DOMAIN PASS']);
    expect(
      await database.sql('SELECT attempts FROM verification_runs WHERE id = ?', [rowOf(run.id)]),
    ).toEqual([{ attempts: 1 }]);
  });

  it('died twice is ended, with an error for what is missing', async () => {
    const idle = await onlooker();
    const { id } = await createServer(idle);
    const run = await verify(await start(), id, checks);
    await halfDone(idle, run.id);
    await Promise.all(apps.splice(1).map((app) => app.stop()));
    await database.sql("UPDATE verification_runs SET attempts = 2, gateway_id = 'gone' WHERE id = ?", [
      rowOf(run.id),
    ]);
    await endLease(run.id);
    await start();
    const { checks: results, finishedAt } = await doneRun(idle, run.id);
    expect(verdicts(results)).toEqual(['SENDER_DOMAIN PASS', 'LINK_DOMAIN ERROR']);
    expect(results[1].findings).toEqual([{ severity: 'ERROR', code: 'INTERRUPTED' }]);
    expect(finishedAt).toEqual(expect.any(String));
  });
});

describe('a gateway', () => {
  it('renews the lease of a run that it makes', async () => {
    const app = await start({ verificationTimes: { ...times, leaseMilliseconds: 900 } });
    const { id } = await createServer(app);
    const run = await verify(app, id, checks);
    await halfDone(app, run.id);
    const lease = async () => {
      const [row] = await database.sql<{ until: Date }>(
        'SELECT lease_until AS until, attempts FROM verification_runs WHERE id = ?',
        [rowOf(run.id)],
      );
      return Number(row?.until);
    };
    const first = await lease();
    await vi.waitFor(async () => expect(await lease()).toBeGreaterThan(first + 1_000), { timeout: 10_000 });
    await doneRun(app, run.id);
    const rows = await database.sql('SELECT attempts FROM verification_runs WHERE id = ?', [rowOf(run.id)]);
    expect(rows).toEqual([{ attempts: 1 }]);
  });

  it('ends a run in time, with an error for what is not done', async () => {
    const app = await start({ verificationTimes: { ...times, runMilliseconds: 1_000 } });
    const { id } = await createServer(app);
    const run = await doneRun(app, (await verify(app, id, checks)).id);
    expect(verdicts(run.checks)).toEqual(['SENDER_DOMAIN PASS', 'LINK_DOMAIN ERROR']);
    for (const { code } of run.checks[1].findings) expect(code).toBe('DEADLINE_REACHED');
    expect(run.checks[1].durationMilliseconds).toBeLessThan(1_000);
  });

  it('shares the runs with others, each made once', async () => {
    dns.publish(goodZone);
    const both = [await start(), await start()];
    const servers = await Promise.all(Array.from({ length: 30 }, () => createServer(both[0] as TestApp)));
    const runs = await Promise.all(
      servers.map(({ id }, index) => verify(both[index % 2] as TestApp, id, checks)),
    );
    for (const { id } of runs) await doneRun(both[0] as TestApp, id);
    const rows = await database.sql(
      'SELECT DISTINCT attempts, status, active_server_id AS active FROM verification_runs WHERE id IN (?)',
      [runs.map(({ id }) => rowOf(id))],
    );
    expect(rows).toEqual([{ attempts: 1, status: 'DONE', active: null }]);
  });
});
