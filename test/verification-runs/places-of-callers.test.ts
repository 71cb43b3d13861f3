import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, mutation } from '../support/operations.js';
import { silence } from '../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { rowOf } from './runs.js';

let database: TestDatabase;
let app: TestApp;
let smtp: SmtpTestServer;

beforeAll(async () => {
  database = await createMigratedDatabase();
  smtp = await startSmtpServer({ replies: { EHLO: silence } });
  app = await startTestApp({
    databaseUrl: database.url,
    allowedNetworks: ['127.0.0.1'],
    verificationTimes: { ...usualTimes.verificationTimes, pollMilliseconds: 100 },
  });
});
afterAll(async () => {
  await app?.stop();
  await smtp?.stop();
  await database?.drop();
});

it('a gateway makes 64 runs of one credential at once, and those of another beside them', {
  timeout: 120_000,
}, async () => {
  const settings = { smtp: { host: '127.0.0.1', port: smtp.port, security: 'NONE', timeoutSeconds: 60 } };
  const servers = await Promise.all(Array.from({ length: 140 }, () => createServer(app, settings)));
  const ids = servers.map(({ id }) => id);
  const verifyMany = mutation('deliveryServersVerify', 'runs { id }');
  const begin = async (some: string[], key?: string) => {
    const input = { ids: some, checks: ['EMAIL_DELIVERY'] };
    const { data } = await app.graphql(verifyMany, { input }, key);
    expect(data?.deliveryServersVerify).toMatchObject({ userErrors: [] });
  };
  const running = async () => {
    const rows = await database.sql<{ count: number }>(
      `SELECT COUNT(*) AS count FROM verification_runs WHERE status = 'RUNNING' AND delivery_server_id IN (?)
       GROUP BY caller ORDER BY count`,
      [ids.map(rowOf)],
    );
    return rows.map(({ count }) => count);
  };
  await begin(ids.slice(0, 70));
  await vi.waitFor(async () => expect(await running()).toEqual([64]), { timeout: 20_000 });
  await begin(ids.slice(70), await app.createKey(['VERIFY', 'READ']));
  await vi.waitFor(async () => expect(await running()).toEqual([64, 64]), { timeout: 20_000 });
  await vi.waitFor(() => expect(smtp.openConnections()).toBe(128), { timeout: 20_000 });
  // Ends them all in time, and leaves the others.
  await app.stop();
  const ended = await database.sql(
    `SELECT r.status, COUNT(*) AS count, SUM(v.result LIKE '%INTERRUPTED%') AS interrupted
     FROM verification_runs r LEFT JOIN verification_results v ON v.run_id = r.id
     WHERE r.delivery_server_id IN (?) GROUP BY r.status ORDER BY r.status`,
    [ids.map(rowOf)],
  );
  expect(ended).toMatchObject([
    { status: 'QUEUED', count: 12 },
    { status: 'DONE', count: 128, interrupted: '128' },
  ]);
});
