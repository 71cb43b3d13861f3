import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import type { VerificationSchedule } from '../../src/verification-runs/verification-schedule.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { accepted, createServer, mutate, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { beginElsewhere, doneRun, goodZone, rowOf } from './runs.js';
import { due, scheduledRuns, scheduleOf } from './scheduled-runs.js';

let database: TestDatabase;
let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(goodZone);
});
beforeEach(async () => {
  database = await createMigratedDatabase();
});
afterEach(async () => {
  dns.publish(goodZone);
  await app?.stop();
  await database?.drop();
});
afterAll(() => dns?.stop());

/** A gateway that looks often. */
async function start(schedule: Partial<VerificationSchedule> = {}, pollMilliseconds = 100) {
  app = await startTestApp({
    databaseUrl: database.url,
    dnsResolvers: [dns.server],
    verificationSchedule: { everySeconds: null, sendsTo: null, ...schedule },
    verificationTimes: { ...usualTimes.verificationTimes, pollMilliseconds },
    scheduleTimes: { lookMilliseconds: 30, enrolMilliseconds: 30 },
  });
}

const soon = (assertion: () => Promise<void>) => vi.waitFor(assertion, { timeout: 20_000, interval: 30 });

const intervalOf = async (id: string) => (await scheduleOf(database, id))?.intervalSeconds ?? null;

const update = (id: string, change: object) => accepted(app, 'deliveryServerUpdate', { id, ...change }, '');

describe('the interval of a server', () => {
  it('is that of the gateway, or its own, or there is none', async () => {
    await start({ everySeconds: 3_600 });
    const usual = await createServer(app);
    const own = await createServer(app, { verifyEvery: '15m' });
    const none = await createServer(app, { verifyEvery: 'never' });
    await soon(async () => {
      expect([await intervalOf(usual.id), await intervalOf(own.id)]).toEqual([3_600, 900]);
    });
    expect([usual.verifyEvery, own.verifyEvery, none.verifyEvery]).toEqual([null, '15m', 'never']);
    expect(await intervalOf(none.id)).toBeNull();
    await update(none.id, { verifyEvery: null });
    await update(own.id, { verifyEvery: 'never' });
    await soon(async () => {
      expect([await intervalOf(none.id), await intervalOf(own.id)]).toEqual([3_600, null]);
    });
    await accepted(app, 'deliveryServersDelete', { targets: [{ id: usual.id }] }, '');
    expect(await scheduleOf(database, usual.id)).toBeNull();
  });

  it('may be its own where the gateway has none', async () => {
    await start();
    const usual = await createServer(app);
    const units = ['90s', '2m', '6h', '30d'];
    const servers = await Promise.all(units.map((verifyEvery) => createServer(app, { verifyEvery })));
    await soon(async () => {
      const intervals = await Promise.all(servers.map(({ id }) => intervalOf(id)));
      expect(intervals).toEqual([90, 120, 21_600, 2_592_000]);
    });
    expect(await intervalOf(usual.id)).toBeNull();
  });

  it('gives it a place by chance, and another one when it changes', async () => {
    await start({ everySeconds: 86_400 });
    const servers = await Promise.all(Array.from({ length: 20 }, () => createServer(app)));
    const places = () =>
      database.sql<{ hours: number }>(
        `SELECT TIMESTAMPDIFF(SECOND, CURRENT_TIMESTAMP(3), due_at) / 3600 AS hours
         FROM verification_schedules WHERE next_at = due_at ORDER BY delivery_server_id`,
      );
    await soon(async () => expect(await places()).toHaveLength(servers.length));
    const hours = (await places()).map((place) => Number(place.hours));
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(-0.01);
    expect(Math.max(...hours)).toBeLessThanOrEqual(24);
    // By chance once in some 10^12 times.
    expect(new Set(hours.map((hour) => Math.floor(hour / 8))).size).toBeGreaterThan(1);
    const [one] = servers;
    const before = await scheduleOf(database, one?.id ?? '');
    await update(one?.id ?? '', { verifyEvery: '30d' });
    await soon(async () => expect(await intervalOf(one?.id ?? '')).toBe(2_592_000));
    expect((await scheduleOf(database, one?.id ?? ''))?.dueAt).not.toEqual(before?.dueAt);
  });

  it('goes to a copy, and is cleared by null', async () => {
    await start();
    const { id } = await createServer(app, { verifyEvery: '1d' });
    const { deliveryServer: copy } = await accepted(
      app,
      'deliveryServerDuplicate',
      { id },
      'deliveryServer { verifyEvery }',
    );
    expect(copy).toEqual({ verifyEvery: '1d' });
    const { deliveryServer } = await accepted(
      app,
      'deliveryServerUpdate',
      { id, verifyEvery: null },
      'deliveryServer { verifyEvery }',
    );
    expect(deliveryServer).toEqual({ verifyEvery: null });
    const { userErrors } = await mutate(app, 'deliveryServerUpdate', { id, verifyEvery: '31d' });
    expect(told(userErrors)).toEqual(['input.verifyEvery INVALID']);
  });
});

describe('a server that is due', () => {
  it('has all its checks made, without a message', async () => {
    await start({ everySeconds: 86_400 });
    const { id } = await createServer(app);
    const before = await due(database, id, 90_000);
    await soon(async () => expect(await scheduledRuns(database, id)).toHaveLength(1));
    const [run] = await scheduledRuns(database, id);
    expect(run).toMatchObject({ delivery_mode: 'AUTH', recipient: null });
    const { trigger, checks } = await doneRun(app, `vr_${run?.id}`);
    expect(trigger).toBe('SCHEDULED');
    expect(checks).toHaveLength(7);
    // 25 hours late: the next time is 23 hours from now, and not 1 hour ago.
    const after = await scheduleOf(database, id);
    expect(Number(after?.dueAt) - Number(before)).toBe(2 * 86_400_000);
  });

  it('has a message sent to the address that is set for it', async () => {
    await start({ everySeconds: 86_400, sendsTo: 'postmaster@example.com' });
    const { id } = await createServer(app);
    await due(database, id);
    await soon(async () => expect(await scheduledRuns(database, id)).toHaveLength(1));
    expect(await scheduledRuns(database, id)).toMatchObject([
      { delivery_mode: 'MESSAGE', recipient: 'postmaster@example.com' },
    ]);
  });

  it('waits while a run of it is under way', async () => {
    await start({ everySeconds: 86_400 });
    const [busy, idle] = [await createServer(app), await createServer(app)];
    await beginElsewhere(
      app.databaseName === '' ? app : { sql: (...given) => database.sql(...given) },
      busy.id,
    );
    const before = await due(database, busy.id);
    await due(database, idle.id);
    await soon(async () => expect(await scheduledRuns(database, idle.id)).toHaveLength(1));
    expect(await scheduledRuns(database, busy.id)).toEqual([]);
    expect((await scheduleOf(database, busy.id))?.dueAt).toEqual(before);
    await database.sql(
      "UPDATE verification_runs SET status = 'DONE', active_server_id = NULL WHERE gateway_id = 'another'",
    );
    await soon(async () => expect(await scheduledRuns(database, busy.id)).toHaveLength(1));
  });
});

describe('a check that did not pass', () => {
  it('is made again sooner, and no other with it', async () => {
    await start({ everySeconds: 86_400 });
    const { id } = await createServer(app);
    dns.publish({ 'open.example.com': [['A', '192.0.2.3']] });
    await due(database, id);
    await soon(async () => expect(await scheduledRuns(database, id)).toHaveLength(1));
    const [first] = await scheduledRuns(database, id);
    const { checks } = await doneRun(app, `vr_${first?.id}`);
    const failed = checks
      .filter(({ status }: { status: string }) => status === 'FAIL' || status === 'ERROR')
      .map(({ kind }: { kind: string }) => kind);
    expect(failed).toContain('LINK_DOMAIN');
    expect(failed).not.toContain('OPEN_DOMAIN');
    const planned = await scheduleOf(database, id);
    expect(Number(planned?.nextAt)).toBeLessThan(Number(planned?.dueAt));
    expect(planned?.nextAt).toEqual(planned?.retryAt);
    const [quarterLater] = await database.sql<{ at: Date }>(
      'SELECT finished_at + INTERVAL 6 HOUR AS at FROM verification_runs',
    );
    expect(planned?.retryAt).toEqual(quarterLater?.at);
    // What comes of time.
    await database.sql('UPDATE verification_runs SET finished_at = finished_at - INTERVAL 6 HOUR');
    await database.sql(
      'UPDATE verification_schedules SET retry_at = retry_at - INTERVAL 6 HOUR, next_at = next_at - INTERVAL 6 HOUR',
    );
    await soon(async () => expect(await scheduledRuns(database, id)).toHaveLength(2));
    const [, second] = await scheduledRuns(database, id);
    expect(second?.checks).toBe(failed.join(','));
    expect((await scheduleOf(database, id))?.dueAt).toEqual(planned?.dueAt);
  });

  it('is none that is made again once it has passed', async () => {
    await start({ everySeconds: 86_400 });
    const { id } = await createServer(app);
    await soon(async () => expect(await intervalOf(id)).not.toBeNull());
    await database.sql(
      'UPDATE verification_schedules SET retry_at = due_at, due_at = due_at + INTERVAL 1 DAY',
    );
    const run = await accepted(app, 'deliveryServerVerify', { id, checks: ['LINK_DOMAIN'] }, 'run { id }');
    await doneRun(app, run.run.id);
    expect(await scheduleOf(database, id)).toMatchObject({ retryAt: null });
  });
});

describe('the schedule', () => {
  const lines = (part: string) => app.log.filter(({ msg }) => `${msg}`.includes(part));

  it.each([
    ['silent', 'DROP'],
    ['of no use', 'SERVFAIL'],
  ] as const)('pauses while the resolver is %s, and says so once', async (_, trouble) => {
    await start({ everySeconds: 86_400 });
    const { id } = await createServer(app);
    dns.publish(() => [trouble]);
    await due(database, id);
    await soon(async () => expect(lines('pause')).toHaveLength(1));
    const asked = dns.questions.length;
    await soon(async () => expect(dns.questions.length).toBeGreaterThan(asked + 2));
    expect(await scheduledRuns(database, id)).toEqual([]);
    dns.publish(goodZone);
    await soon(async () => expect(await scheduledRuns(database, id)).toHaveLength(1));
    expect([lines('pause').length, lines('go on').length]).toEqual([1, 1]);
  });

  it('asks no resolver while nobody is due', async () => {
    await start({ everySeconds: 2_592_000 });
    const { id } = await createServer(app);
    await soon(async () => expect(await intervalOf(id)).not.toBeNull());
    await database.sql(
      'UPDATE verification_schedules SET due_at = due_at + INTERVAL 1 DAY, next_at = due_at',
    );
    const before = dns.questions.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(dns.questions.slice(before)).toEqual([]);
    expect(rowOf(id)).toBeGreaterThan(0);
  });
});
