import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { goodZone, measure, readRun, rowOf } from './runs.js';
import { measureAsScheduled, passed } from './scheduled-runs.js';

let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(goodZone);
  app = await startTestApp({ dnsResolvers: [dns.server] });
});
afterEach(() => dns.publish(goodZone));
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

const link = ['LINK_DOMAIN'];

async function shown(id: string) {
  const { data, errors } = await app.graphql(
    `query ($id: ID!) { deliveryServer(id: $id) { verification { checks {
      status source failingSince findings { code } result { status }
    } } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.deliveryServer.verification.checks[5];
}

const kept = (id: string) =>
  app.sql(
    'SELECT kind, from_status, to_status, run_id FROM check_transitions WHERE delivery_server_id = ? ORDER BY id',
    [rowOf(id)],
  );

describe('a check that is measured by the schedule', () => {
  it('shows a failure when it is settled, and what was found at once', async () => {
    const { id } = await createServer(app);
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'PASS', source: 'MEASURED', failingSince: null });
    dns.publish({});
    const first = await measureAsScheduled(app, id, link);
    expect(await shown(id)).toEqual({
      status: 'PASS',
      source: 'MEASURED',
      failingSince: first.checks[0].checkedAt,
      findings: [{ code: 'HOST_NAME_MISSING' }],
      result: { status: 'FAIL' },
    });
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'PASS' });
    await passed(app, id, 10);
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'FAIL' });
    dns.publish(goodZone);
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'PASS', failingSince: null });
  });

  it('shows what was reported until a failure is settled', async () => {
    const { id } = await createServer(app);
    await measureAsScheduled(app, id, link);
    const names = ['emailDelivery', 'spf', 'dkim', 'dmarc', 'senderDomain', 'linkDomain', 'openDomain'];
    const results = Object.fromEntries(names.map((name) => [name, true]));
    await accepted(
      app,
      'deliveryServerTestResultsSave',
      { id, results, checkedAt: '2026-01-01T00:00:00Z' },
      '',
    );
    dns.publish({});
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'PASS', source: 'REPORTED', result: null });
    await passed(app, id, 10);
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'FAIL', source: 'MEASURED' });
  });

  it('shows an error only when nothing was known', async () => {
    const { id } = await createServer(app);
    dns.publish(() => ['SERVFAIL']);
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'ERROR' });
    dns.publish(goodZone);
    await measureAsScheduled(app, id, link);
    dns.publish(() => ['SERVFAIL']);
    await measureAsScheduled(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'PASS', result: { status: 'ERROR' } });
  });
});

describe('a check that somebody asked for', () => {
  it('shows what was found, and turns as one of the schedule does', async () => {
    const { id } = await createServer(app);
    const { id: run } = await measure(app, id, link);
    dns.publish({});
    const { checks } = await measure(app, id, link);
    expect(await shown(id)).toMatchObject({ status: 'FAIL', failingSince: checks[0].checkedAt });
    expect(await kept(id)).toEqual([
      { kind: 'LINK_DOMAIN', from_status: 'NOT_CHECKED', to_status: 'PASS', run_id: rowOf(run) },
    ]);
    await passed(app, id, 10);
    const last = await measure(app, id, link);
    expect((await kept(id)).slice(1)).toEqual([
      { kind: 'LINK_DOMAIN', from_status: 'PASS', to_status: 'FAIL', run_id: rowOf(last.id) },
    ]);
  });
});

describe('transitions', () => {
  it('go with their server', async () => {
    const { id } = await createServer(app);
    const run = await measure(app, id, link);
    expect(await kept(id)).toHaveLength(1);
    await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, '');
    expect(await kept(id)).toEqual([]);
    expect(await readRun(app, run.id)).toBeNull();
  });

  it('go with their run', async () => {
    const { id } = await createServer(app);
    const run = await measure(app, id, link);
    await app.sql('DELETE FROM verification_runs WHERE id = ?', [rowOf(run.id)]);
    expect(await kept(id)).toEqual([]);
  });
});
