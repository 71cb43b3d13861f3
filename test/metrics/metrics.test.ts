import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstCells, sectionOf } from '../structure/documents.js';
import { overEventStream, overWebSocket, serverEvents } from '../subscriptions/subscriber.js';
import { accepted, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { samplesOf } from './metrics-text.js';

let app: TestApp;
let readKey: string;
beforeAll(async () => {
  app = await startTestApp({
    metrics: { port: null },
    administrator: { username: 'ada', password: 'a long password' },
  });
  readKey = await app.createKey(['READ']);
});
afterAll(() => app.stop());

async function scrape(key: string | null = app.adminKey) {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${app.url}/metrics`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function sample(series: string): Promise<number> {
  return samplesOf((await scrape()).text).get(series) ?? 0;
}

const named = (name: string) => `query ${name} { deliveryServers(first: 1) { totalCount } }`;
const requests = (name: string, outcome = 'OK') =>
  `gateway_graphql_requests_total{operation="${name}",kind="query",outcome="${outcome}"}`;

describe('/metrics on the port of the gateway', () => {
  it('is in the format of Prometheus', async () => {
    const { status, headers } = await scrape();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('needs a credential with the scope ADMIN', async () => {
    expect(await scrape(null)).toMatchObject({ status: 401, text: expect.stringMatching(/scope ADMIN/) });
    expect(await scrape(readKey)).toMatchObject({ status: 403, text: expect.stringMatching(/scope ADMIN/) });
    expect((await fetch(`${app.url}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('has no value that a client made up, and no credential', async () => {
    await fetch(`${app.url}/canary-path?canary=query`);
    await fetch(`${app.url}/api/canary.php`);
    await app.legacy({ Command: 'canary.command' });
    await app.graphql('query CanaryOfNobody { nodes }', {}, 'canary-credential');
    await app.graphql('query CanaryOfNobody { nodes }', {}, 'canary-credential');
    const { text } = await scrape();
    expect(text).not.toMatch(/canary/i);
    expect(text).not.toContain(app.adminKey);
  });
});

describe('operations', () => {
  it('have a series of their own from the second time on', async () => {
    await app.graphql(named('OnlyOnce'));
    expect(await sample(requests('OnlyOnce'))).toBe(0);
    for (let time = 0; time < 3; time++) await app.graphql(named('Often'));
    expect(await sample(requests('Often'))).toBe(2);
    expect(
      await sample('gateway_graphql_request_duration_seconds_count{operation="Often",kind="query"}'),
    ).toBe(2);
  });

  it('are counted by the code of their first error', async () => {
    const before = await sample(requests('unnamed', 'FORBIDDEN'));
    const { errors } = await app.graphql('{ apiKeys { nodes { name } } }', {}, readKey);
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN');
    expect(await sample(requests('unnamed', 'FORBIDDEN'))).toBe(before + 1);
  });
});

describe('the legacy API', () => {
  it('is counted by command, code and credential', async () => {
    await app.legacy({ Command: 'DeliveryServers.Get' });
    await app.legacy({ Command: 'deliveryserver.create' });
    const samples = samplesOf((await scrape()).text);
    const count = (command: string, code: number) =>
      samples.get(`gateway_legacy_requests_total{command="${command}",code="${code}"}`);
    expect(count('deliveryserver.create', 1)).toBe(1);
    expect(
      samples.get('gateway_legacy_request_duration_seconds_count{command="deliveryserver.create"}'),
    ).toBe(1);
    expect(samples.get('gateway_legacy_requests_by_credential_total{credential="API_KEY 1"}')).toBe(2);
  });
});

describe('what is refused', () => {
  it('is counted when somebody cannot sign in', async () => {
    const wrong = { Command: 'admin.login', Username: 'nobody', Password: 'wrong' };
    await app.legacy(wrong, { key: null });
    await app.graphql('mutation { signIn(input: {username: "ada", password: "no"}) { sessionToken } }');
    expect(await sample('gateway_sign_in_failures_total{reason="WRONG"}')).toBeGreaterThan(0);
    for (let time = 0; time < 12; time++)
      await app.graphql('mutation { signIn(input: {username: "ada", password: "no"}) { sessionToken } }');
    expect(await sample('gateway_sign_in_failures_total{reason="TOO_MANY"}')).toBeGreaterThan(0);
  });

  it('is counted when a credential has no points left', async () => {
    const limited = await startTestApp({ metrics: { port: 0 }, rateLimit: 1 });
    try {
      await limited.graphql('{ viewer { name } }');
      await limited.graphql('{ viewer { name } }');
      await limited.legacy({ Command: 'deliveryservers.get' });
      const subscriber = await overEventStream(limited, { query: serverEvents });
      expect(String(await subscriber.ended)).toContain('Too Many Requests');
      const { status } = await fetch(`${limited.url}/metrics`, {
        headers: { authorization: `Bearer ${limited.adminKey}` },
      });
      expect(status).toBe(404);
      const text = await (await fetch(`http://127.0.0.1:${limited.metricsPort}/metrics`)).text();
      expect(samplesOf(text).get('gateway_rate_limited_requests_total')).toBe(3);
    } finally {
      await limited.stop();
    }
  });
});

describe('the database', () => {
  it('has its statements counted by their first word, and the connections of its pool', async () => {
    const samples = samplesOf((await scrape()).text);
    for (const kind of ['SELECT', 'INSERT', 'START', 'COMMIT'])
      expect(
        samples.get(`gateway_database_statement_duration_seconds_count{kind="${kind}"}`),
        kind,
      ).toBeGreaterThan(0);
    const connections = (state: string) =>
      samples.get(`gateway_database_pool_connections{state="${state}"}`) ?? Number.NaN;
    expect(connections('used') + connections('free')).toBeGreaterThan(0);
    expect(connections('waiting')).toBe(0);
    expect(samples.get('gateway_outbox_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(samples.get('gateway_audit_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(samples.get('gateway_verification_schedule_lag_seconds')).toBe(0);
  });

  it('has changes counted that shared a transaction', async () => {
    const { id } = await createServer(app);
    await accepted(app, 'deliveryServerUpdate', { id, name: 'Another' }, 'deliveryServer { id }');
    expect(await sample('gateway_shared_transaction_changes_count')).toBe(1);
    expect(await sample('gateway_shared_read_requests_sum')).toBeGreaterThan(0);
  });
});

describe('connections that stay open', () => {
  it('are counted, with the subscriptions on them', async () => {
    const open = (kind: string) => sample(`gateway_open_connections{kind="${kind}"}`);
    const query = serverEvents.replace('subscription', 'subscription Follow');
    const options = { query, operationName: 'Follow' };
    const subscribers = [await overWebSocket(app, options), await overEventStream(app, options)];
    expect([await open('websocket'), await open('event_stream'), await open('subscription')]).toEqual([
      1, 1, 2,
    ]);
    for (const subscriber of subscribers) subscriber.stop();
    await vi.waitFor(async () => expect(await open('subscription')).toBe(0));
    const opened = 'gateway_graphql_requests_total{operation="Follow",kind="subscription",outcome="OK"}';
    expect(await sample(opened)).toBe(1);
  });
});

// The last, since no operation has a series of its own after it.
describe('the names of operations', () => {
  it('have at most 200 series', async () => {
    for (let name = 0; name < 220; name++)
      for (let time = 0; time < 2; time++) await app.graphql(`query N${name} { viewer { name } }`);
    const { text } = await scrape();
    const names = new Set([...text.matchAll(/operation="(\w+)"/g)].map(([, name]) => name));
    expect([...names].filter((name) => name !== 'other' && name !== 'unnamed')).toHaveLength(200);
  });
});

describe('the documentation', () => {
  it('lists every metric of the gateway, and no other', async () => {
    const { text } = await scrape();
    const names = [...text.matchAll(/^# TYPE (gateway_\S+)/gm)].map(([, name]) => name);
    const documented = firstCells(sectionOf('docs/operations.md', 'Metrics'));
    expect(documented.map((cell) => cell.replaceAll('`', '')).sort()).toEqual(names.sort());
  });
});
