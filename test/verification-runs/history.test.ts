import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { createTransact } from '../../src/sql/transact.js';
import { removeOldRuns } from '../../src/verification-runs/storage/remove-old-runs.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { accepted, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { goodZone, measure, readRun, rowOf } from './runs.js';

let database: TestDatabase;
let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  dns = await startDnsServer(goodZone);
  app = await startTestApp({ databaseUrl: database.url, dnsResolvers: [dns.server] });
});
afterEach(() => dns.publish(goodZone));
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
  await database?.drop();
});

async function page(id: string, args: string) {
  const { data, errors } = await app.graphql(
    `query ($id: ID!) { deliveryServer(id: $id) { verificationRuns(${args}) {
      nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  const { nodes, ...rest } = data.deliveryServer.verificationRuns;
  return { ids: nodes.map((node: { id: string }) => node.id), ...rest };
}

describe('the runs of a server', () => {
  it('come newest first, page by page, from either end', async () => {
    const { id } = await createServer(app);
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.unshift((await measure(app, id, ['LINK_DOMAIN'])).id);
    await measure(app, (await createServer(app)).id, ['LINK_DOMAIN']);

    const first = await page(id, 'first: 2');
    expect(first).toMatchObject({
      ids: made.slice(0, 2),
      totalCount: 5,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const second = await page(id, `first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(second).toMatchObject({
      ids: made.slice(2, 4),
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    const third = await page(id, `first: 2, after: "${second.pageInfo.endCursor}"`);
    expect(third).toMatchObject({ ids: made.slice(4), pageInfo: { hasNextPage: false } });
    const back = await page(id, `last: 2, before: "${third.pageInfo.startCursor}"`);
    expect(back).toMatchObject({
      ids: made.slice(2, 4),
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    expect((await page(id, 'last: 1')).ids).toEqual(made.slice(4));
  });

  it('tell what has changed since the measurement before', async () => {
    const { id } = await createServer(app);
    const hosts = ['LINK_DOMAIN', 'OPEN_DOMAIN'];
    expect((await measure(app, id, hosts)).changes).toEqual([]);
    dns.publish({ ...goodZone, 'open.example.com': [['A', '192.0.2.3']] });
    const mended = await measure(app, id, [...hosts, 'SENDER_DOMAIN']);
    expect(mended.changes).toEqual([{ check: 'OPEN_DOMAIN', from: 'FAIL', to: 'PASS' }]);
    expect((await measure(app, id, hosts)).changes).toEqual([]);
    expect((await readRun(app, mended.id)).changes).toEqual(mended.changes);
  });

  it('name the version of the settings that were measured', async () => {
    const { id } = await createServer(app);
    const before = await measure(app, id, ['LINK_DOMAIN']);
    await accepted(app, 'deliveryServerUpdate', { id, domains: { linkTracking: 'nowhere.example.com' } }, '');
    const after = await measure(app, id, ['LINK_DOMAIN']);
    expect([before, after].map((run) => run.deliveryServerVersion)).toEqual([1, 2]);
    expect(after.changes).toEqual([{ check: 'LINK_DOMAIN', from: 'PASS', to: 'FAIL' }]);
  });

  it('go with their server', async () => {
    const { id } = await createServer(app);
    const run = await measure(app, id);
    await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, '');
    expect(await readRun(app, run.id)).toBeNull();
    for (const table of ['verification_results', 'latest_checks', 'latest_findings']) {
      const column = table === 'verification_results' ? 'run_id' : 'delivery_server_id';
      const rowId = rowOf(column === 'run_id' ? run.id : id);
      expect(await database.sql(`SELECT * FROM ${table} WHERE ${column} = ?`, [rowId])).toEqual([]);
    }
  });

  it('are removed after 400 days, and leave what was known last', async () => {
    const { id } = await createServer(app);
    const old = await measure(app, id, ['LINK_DOMAIN']);
    const young = await measure(app, id, ['OPEN_DOMAIN']);
    const age = (runId: string, days: number) =>
      database.sql('UPDATE verification_runs SET created_at = created_at - INTERVAL ? DAY WHERE id = ?', [
        days,
        rowOf(runId),
      ]);
    await age(old.id, 401);
    await age(young.id, 399);
    const dataSource = await openDataSource({ url: database.url, tls: null });
    await removeOldRuns(createTransact(dataSource));
    await dataSource.destroy();
    expect((await page(id, 'first: 5')).ids).toEqual([young.id]);
    const { data } = await app.graphql(
      `query ($id: ID!) { deliveryServer(id: $id) { verification { checks { status source lastPassedAt findings { code } result { status } } } } }`,
      { id },
    );
    expect(data.deliveryServer.verification.checks[5]).toEqual({
      status: 'PASS',
      source: 'MEASURED',
      lastPassedAt: old.checks[0].checkedAt,
      findings: [],
      result: null,
    });
  });
});
