import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Zone } from '../support/dns/zone.js';
import { GatewayFixture } from '../support/gateway-process.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { accepted, createServer } from '../support/operations.js';
import { silence } from '../support/smtp/smtp-script.js';
import { startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { doneRun, goodZone, readRun, rowOf, verdicts, verify } from './runs.js';

let database: TestDatabase;
let dns: DnsTestServer;
const apps: TestApp[] = [];
const secretsKey = randomBytes(32);
const adminApiKey = 'the-key-of-all';
/** Nobody answers for tracked links. */
const stuckZone: Zone = { ...goodZone, 'track.example.com': ['DROP'] };
const times = { ...usualTimes.verificationTimes, pollMilliseconds: 100 };

beforeAll(async () => {
  database = await createMigratedDatabase();
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
  it('was killed is taken up by another, which makes what is missing, but no delivery test again', {
    timeout: 60_000,
  }, async () => {
    const smtp = await startSmtpServer({ replies: { RCPT: silence } });
    const fixture = await GatewayFixture.create();
    fixture.transcript.guard('database password', new URL(database.url).password);
    const gateway = await fixture.start({
      DATABASE_URL: database.url,
      SECRETS_KEY: secretsKey.toString('base64'),
      ADMIN_API_KEY: adminApiKey,
      DNS_RESOLVERS: dns.address,
      VERIFY_ALLOW_NETWORKS: '127.0.0.1',
      ADMIN_EMAIL: 'ops@example.com',
    });
    const idle = await onlooker();
    const { id } = await createServer(idle, {
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'NONE', authRequired: false },
    });
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminApiKey}` },
      body: JSON.stringify({
        query: `mutation { deliveryServerVerify(input: { id: "${id}", checks: [EMAIL_DELIVERY, SENDER_DOMAIN, LINK_DOMAIN] }) { run { id } } }`,
      }),
    });
    const { data } = (await answer.json()) as { data: { deliveryServerVerify: { run: { id: string } } } };
    const runId = data.deliveryServerVerify.run.id;
    await halfDone(idle, runId);
    const begun = ['RESOLVE', 'CONNECT', 'GREETING', 'EHLO', 'TLS', 'AUTH', 'MAIL_FROM'];
    const stages = async () =>
      (await readRun(idle, runId)).stages.map(({ stage }: { stage: string }) => stage);
    await vi.waitFor(async () => expect(await stages()).toEqual(begun));
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
    await start({ allowedNetworks: ['127.0.0.1'] });
    const run = await doneRun(idle, runId);
    expect(verdicts(run.checks)).toEqual(['EMAIL_DELIVERY ERROR', 'SENDER_DOMAIN PASS', 'LINK_DOMAIN PASS']);
    expect(run.checks[0].findings).toEqual([{ severity: 'ERROR', code: 'INTERRUPTED' }]);
    expect(run.checks[1].checkedAt).toBe(before.checkedAt);
    expect(await stages()).toEqual(begun);
    expect(smtp.records).toHaveLength(1);
    await smtp.stop();
    await fixture.dispose();
  });

  it('is stopped ends with it, told as interrupted, and the next one is free to begin', async () => {
    const smtp = await startSmtpServer({ replies: { EHLO: silence } });
    const idle = await onlooker();
    const { id } = await createServer(idle, {
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'NONE' },
    });
    const app = await start({ allowedNetworks: ['127.0.0.1'] });
    const run = await verify(app, id, [...checks, 'EMAIL_DELIVERY']);
    await halfDone(idle, run.id);
    await vi.waitFor(() => expect(smtp.commands()).toHaveLength(1));
    await app.stop();
    apps.splice(apps.indexOf(app), 1);
    const ended = await readRun(idle, run.id);
    expect(ended.status).toBe('DONE');
    expect(verdicts(ended.checks)).toEqual([
      'EMAIL_DELIVERY ERROR',
      'SENDER_DOMAIN PASS',
      'LINK_DOMAIN ERROR',
    ]);
    for (const { findings } of [ended.checks[0], ended.checks[2]])
      expect(findings).toEqual([{ severity: 'ERROR', code: 'INTERRUPTED' }]);
    expect(ended.stages.map(({ stage }: { stage: string }) => stage)).toEqual([
      'RESOLVE',
      'CONNECT',
      'GREETING',
      'EHLO',
    ]);
    await vi.waitFor(() => expect(smtp.openConnections()).toBe(0));
    await smtp.stop();
    dns.publish(goodZone);
    const next = await start();
    const again = await doneRun(next, (await verify(next, id, checks)).id);
    expect(verdicts(again.checks)).toEqual(['SENDER_DOMAIN PASS', 'LINK_DOMAIN PASS']);
  });

  it('is stopped is not begun when it is still queued: another gateway makes it', {
    timeout: 60_000,
  }, async () => {
    const smtp = await startSmtpServer({ replies: { EHLO: silence } });
    const idle = await onlooker();
    const settings = { smtp: { host: '127.0.0.1', port: smtp.port, security: 'NONE' } };
    const servers = await Promise.all(Array.from({ length: 70 }, () => createServer(idle, settings)));
    const ids = servers.map(({ id }) => id);
    const app = await start({ allowedNetworks: ['127.0.0.1'] });
    await accepted(app, 'deliveryServersVerify', { ids, checks: ['EMAIL_DELIVERY'] }, 'runs { id }');
    await vi.waitFor(() => expect(smtp.commands()).toHaveLength(64), { timeout: 20_000 });
    const countByStatus = () =>
      database.sql<{ status: string; count: number }>(
        `SELECT status, COUNT(*) AS count FROM verification_runs WHERE delivery_server_id IN (?)
         GROUP BY status ORDER BY status`,
        [ids.map(rowOf)],
      );
    expect(await countByStatus()).toEqual([
      { status: 'QUEUED', count: 6 },
      { status: 'RUNNING', count: 64 },
    ]);
    await app.stop();
    apps.splice(apps.indexOf(app), 1);
    expect(await countByStatus()).toEqual([
      { status: 'QUEUED', count: 6 },
      { status: 'DONE', count: 64 },
    ]);
    await vi.waitFor(() => expect(smtp.openConnections()).toBe(0));
    expect(smtp.records).toHaveLength(64);
    await smtp.stop();
    // Nobody listens any more, so each ends at once.
    await start({ allowedNetworks: ['127.0.0.1'] });
    await vi.waitFor(async () => expect(await countByStatus()).toEqual([{ status: 'DONE', count: 70 }]), {
      timeout: 20_000,
    });
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
    const asked = dns.questions.length;
    await endLease(run.id);
    await start();
    const { checks: results, finishedAt } = await doneRun(idle, run.id);
    expect(dns.questions).toHaveLength(asked);
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
    const app = await start({ verificationTimes: { ...times, runMilliseconds: 2_000 } });
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
