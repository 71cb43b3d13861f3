import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { doneRun, goodZone, verdicts, verify } from './runs.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  proxy = await startDatabaseProxy(database.url);
  dns = await startDnsServer({
    ...goodZone,
    'track.example.com': [['A', '192.0.2.1'], { delayMilliseconds: 900 }],
  });
  app = await startTestApp({
    databaseUrl: proxy.url,
    secretsKey: randomBytes(32),
    dnsResolvers: [dns.server],
    verificationTimes: { ...usualTimes.verificationTimes, pollMilliseconds: 100 },
  });
});
afterAll(async () => {
  await app?.stop();
  await proxy?.close();
  await dns?.stop();
  await database?.drop();
});

describe('a run', () => {
  it('stores a result once when nobody knows whether it was committed', async () => {
    const { id } = await createServer(app);
    proxy.cutAt(/COMMIT$/, 'after', /INSERT INTO verification_results/);
    const run = await doneRun(app, (await verify(app, id, ['OPEN_DOMAIN', 'LINK_DOMAIN'])).id);
    expect(proxy.hasCut).toBe(true);
    expect(verdicts(run.checks)).toEqual(['LINK_DOMAIN PASS', 'OPEN_DOMAIN FAIL']);
    expect((await runsInShort())[0]).toEqual({ attempts: 1, status: 'DONE', results: 2 });
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });

  it('waits for a database that is away, with its results, and does not fill the log', async () => {
    const { id } = await createServer(app);
    const asked = () =>
      dns.questions.filter(({ name, type }) => name === 'track.example.com' && type === 'A').length;
    const askedBefore = asked();
    const run = await verify(app, id, ['LINK_DOMAIN']);
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(askedBefore), { interval: 5 });
    await proxy.cut();
    const before = app.log.length;
    // Asked later, with the same delay: the check has its answers by then.
    await dns.resolve()('track.example.com', 'A');
    await vi.waitFor(async () => expect(await isAway()).toBe(true), { timeout: 20_000 });
    expect(app.log.slice(before).filter(({ level }) => Number(level) >= 40).length).toBeLessThan(5);
    await proxy.restore();
    await vi.waitFor(async () => expect(await isAway()).toBe(false), { timeout: 20_000 });
    expect(verdicts((await doneRun(app, run.id)).checks)).toEqual(['LINK_DOMAIN PASS']);
    expect((await runsInShort())[1]).toEqual({ attempts: 1, status: 'DONE', results: 1 });
    expect(asked()).toBe(askedBefore + 2);
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
});

async function isAway(): Promise<boolean> {
  return (await app.graphql('{ deliveryServer(id: "ds_1") { id } }')).errors !== undefined;
}

function runsInShort() {
  return database.sql(
    `SELECT attempts, status, (SELECT COUNT(*) FROM verification_results WHERE run_id = id) AS results
     FROM verification_runs ORDER BY id`,
  );
}
