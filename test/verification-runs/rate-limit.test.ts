import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, mutate, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { beginElsewhere, doneRun, verifyPayload } from './runs.js';

let database: TestDatabase;
let app: TestApp;
let other: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  const shared = {
    databaseUrl: database.url,
    secretsKey: randomBytes(32),
    adminApiKey: 'the-key-of-both',
    verifyRateLimit: 3,
  };
  app = await startTestApp(shared);
  other = await startTestApp(shared);
});
afterAll(async () => {
  await Promise.all([app?.stop(), other?.stop()]);
  await database?.drop();
});

/** A new window for everybody. */
const endWindows = () =>
  database.sql('UPDATE verification_quotas SET window_start = window_start - INTERVAL 300 SECOND');
const begin = async (at = app) => verifyPayload(at, { id: (await createServer(app)).id, checks: ['DKIM'] });
const verifyAll = (ids: string[]) =>
  mutate(app, 'deliveryServersVerify', { ids, checks: ['DKIM'] }, 'runs { id }');

describe('the limit of verifications', () => {
  it('holds for a credential at all gateways together, and tells how long to wait', async () => {
    await endWindows();
    for (const at of [app, other, app]) expect((await begin(at)).userErrors).toEqual([]);
    const { data } = await app.graphql(
      `mutation ($input: DeliveryServerVerifyInput!) {
        deliveryServerVerify(input: $input) { run { id } userErrors { field code message } }
      }`,
      { input: { id: (await createServer(app)).id } },
    );
    const { run, userErrors } = data.deliveryServerVerify;
    expect(run).toBeNull();
    expect(told(userErrors)).toEqual(['- RATE_LIMITED']);
    const [, seconds] = /Try again in (\d+) seconds\.$/.exec(userErrors[0].message) ?? [];
    expect(Number(seconds)).toBeGreaterThan(200);
    expect(Number(seconds)).toBeLessThanOrEqual(300);
    expect(told((await begin(other)).userErrors)).toEqual(['- RATE_LIMITED']);
    await endWindows();
    expect((await begin()).userErrors).toEqual([]);
  });

  it('is that of each credential', async () => {
    await endWindows();
    for (let index = 0; index < 3; index++) await begin();
    const key = await app.createKey(['VERIFY']);
    const { data } = await app.graphql(
      'mutation ($input: DeliveryServerVerifyInput!) { deliveryServerVerify(input: $input) { userErrors { code } } }',
      { input: { id: (await createServer(app)).id } },
      key,
    );
    expect(data.deliveryServerVerify.userErrors).toEqual([]);
  });

  it('lets several begin together or none, and tells whoever wants more than there ever is', async () => {
    await endWindows();
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) ids.push((await createServer(app)).id);
    expect(told((await verifyAll(ids)).userErrors)).toEqual(['- RATE_LIMITED']);
    expect((await verifyAll(ids.slice(0, 2))).runs).toHaveLength(2);
    expect(told((await verifyAll(ids.slice(2))).userErrors)).toEqual(['- RATE_LIMITED']);
    expect((await verifyAll(ids.slice(3))).runs).toHaveLength(1);
  });

  it('is not touched by a run that is under way, by a key that comes again and by a refused request', async () => {
    await endWindows();
    const { id } = await createServer(app);
    await beginElsewhere(database, id);
    for (let index = 0; index < 4; index++) {
      expect((await verifyPayload(app, { id })).run.status).toBe('RUNNING');
      expect((await verifyPayload(app, { id: 'ds_999' })).run).toBeNull();
    }
    const fresh = await createServer(app);
    const input = { id: fresh.id, checks: ['DKIM'], idempotencyKey: 'again' };
    const { run } = await verifyPayload(app, input);
    await doneRun(app, run.id);
    for (let index = 0; index < 3; index++) expect((await verifyPayload(app, input)).run).toEqual(run);
    expect((await begin()).userErrors).toEqual([]);
  });

  it('is no burden to other writers when many of one credential ask at once', async () => {
    await endWindows();
    await begin();
    const servers = await Promise.all(Array.from({ length: 25 }, () => createServer(app)));
    let isAnyAnswered = false;
    await database.sql('START TRANSACTION');
    await database.sql('SELECT used FROM verification_quotas FOR UPDATE');
    const check = `mutation { dnsCheck(input: { mailFrom: "example.com", checks: [SPF] }) { userErrors { code } } }`;
    const asked = servers
      .flatMap(({ id }) => [verifyPayload(app, { id, checks: ['DKIM'] }), app.graphql(check)])
      .map(async (each) => {
        await each.catch(() => {});
        isAnyAnswered = true;
      });
    try {
      await createServer(app);
      expect(isAnyAnswered).toBe(false);
    } finally {
      await database.sql('ROLLBACK');
    }
    await Promise.all(asked);
  });

  it('is exact when many ask at once', async () => {
    await endWindows();
    const servers = await Promise.all(Array.from({ length: 6 }, () => createServer(app)));
    const payloads = await Promise.all(
      servers.map(({ id }, index) => verifyPayload(index % 2 ? app : other, { id, checks: ['DKIM'] })),
    );
    expect(payloads.filter(({ run }) => run !== null)).toHaveLength(3);
  });
});
