import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { everyServerField } from '../support/operations.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let apps: TestApp[];
let secretsKey: Buffer;

beforeEach(async () => {
  database = await createMigratedDatabase();
  apps = [];
  secretsKey = randomBytes(32);
});
afterEach(async () => {
  for (const app of apps) await app.stop();
  await database.drop();
});

describe('the demo data', () => {
  it('is the same every time', async () => {
    const once = await everythingIn(await start());
    await database.drop();
    database = await createMigratedDatabase();
    expect(await everythingIn(await start())).toEqual(once);
    expect(once.deliveryServers.nodes).toHaveLength(32);
    expect(once.userGroups.nodes).toHaveLength(10);
  });

  it('begins with what the examples name: ds_1 and ds_2 at version 1, ug_1, and the key key_2', async () => {
    const { deliveryServers, userGroups, apiKeys } = await everythingIn(await start());
    expect(deliveryServers.nodes.slice(0, 2)).toMatchObject([
      { id: 'ds_1', version: 1, isAllocated: true },
      { id: 'ds_2', version: 1, isAllocated: true },
    ]);
    expect(userGroups.nodes[0]).toMatchObject({ id: 'ug_1', name: 'Newsletter team' });
    expect(apiKeys.nodes).toContainEqual({ id: 'key_2', name: 'Old newsletter program' });
  });

  it('has hosts that nobody can reach, domains that nobody can own, and something of everything', async () => {
    const { deliveryServers, legacyUsage } = await everythingIn(await start());
    const servers: Record<string, Record<string, unknown>>[] = deliveryServers.nodes;
    const values = (part: string, field: string) => servers.map((server) => server[part]?.[field]);
    for (const host of values('smtp', 'host')) expect(host).toMatch(/^[a-z.-]+\.example$/);
    for (const field of ['linkTracking', 'openTracking', 'mailFrom', 'enforcedFrom']) {
      for (const domain of values('domains', field))
        expect(domain ?? 'example.com').toMatch(/example\.(com|org)$/);
    }
    expect(new Set(values('verification', 'status'))).toEqual(new Set(['NOT_CHECKED', 'PASS', 'FAIL']));
    expect(new Set(values('smtp', 'security'))).toEqual(new Set(['NONE', 'STARTTLS', 'IMPLICIT_TLS']));
    expect(new Set(values('senderRotation', 'enabled'))).toEqual(new Set([true, false]));
    expect(new Set(values('smtp', 'hasPassword'))).toEqual(new Set([true, false]));
    expect(deliveryServers.nodes.filter(({ state }: { state: string }) => state === 'PAUSED')).toHaveLength(
      4,
    );
    expect(legacyUsage).toContainEqual({ command: 'deliveryservers.get', uses: 12 });
  });

  it('is told as events, as all changes are', async () => {
    await start();
    const [told] = await database.sql<{ count: number }>(
      'SELECT COUNT(*) AS count FROM (SELECT id FROM outbox UNION ALL SELECT -id FROM events) AS told',
    );
    const [made] = await database.sql<{ count: string }>(
      `SELECT SUM(version) AS count
       FROM (SELECT version FROM delivery_servers UNION ALL SELECT version FROM user_groups) AS made`,
    );
    expect(told?.count).toBe(Number(made?.count));
  });

  it('is added once by gateways that start together', async () => {
    const started = await Promise.all([1, 2, 3].map(() => start()));
    expect(await counts()).toEqual([32, 10]);
    expect(started.map(({ demoData }) => demoData).sort()).toEqual([added, notEmpty, notEmpty]);
    expect((await start()).demoData).toBe(notEmpty);
    expect(await counts()).toEqual([32, 10]);
  });

  it('is added as a whole or not at all, and a start goes on without it', async () => {
    await start({ demo: false });
    await database.sql(
      "CREATE TRIGGER no_groups BEFORE INSERT ON user_groups FOR EACH ROW SIGNAL SQLSTATE '45000'",
    );
    const app = await start();
    expect(app.demoData).toBe('not added: the log says why');
    expect(app.log).toContainEqual(expect.objectContaining({ msg: 'the demo data cannot be added' }));
    expect(await counts()).toEqual([0, 0]);
    expect((await app.graphql('{ apiKeys(first: 9) { nodes { name } } }')).data.apiKeys.nodes).toEqual([
      { name: 'ADMIN_API_KEY' },
    ]);

    await database.sql('DROP TRIGGER no_groups');
    expect((await start()).demoData).toMatch(
      /^added from ds_33 and ug_\d+ on, since earlier ids were used before/,
    );
    expect(await counts()).toEqual([32, 10]);
  });

  it('is not added to a database that has a user group', async () => {
    const app = await start({ demo: false });
    await app.graphql('mutation { userGroupCreate(input: { name: "Ours" }) { userErrors { code } } }');
    expect((await start()).demoData).toBe(notEmpty);
    expect(await counts()).toEqual([0, 1]);
  });
});

const added = 'added, for the examples of the playground';
const notEmpty = 'not added: this database is not empty';

async function start(options: TestAppOptions = {}): Promise<TestApp> {
  const shared = { databaseUrl: database.url, secretsKey, adminApiKey: 'the-key-of-all' };
  const app = await startTestApp({ demo: true, ...shared, ...options });
  apps.push(app);
  return app;
}

/** All that can be read of it, without the times at which it was added. */
async function everythingIn(app: TestApp) {
  const { data, errors } = await app.graphql(`{
    deliveryServers(first: 100, orderBy: { field: LEGACY_ID }) { nodes { ${everyServerField} } }
    userGroups(first: 100, orderBy: { field: CREATED_AT }) { nodes { id version name assignments { channel deliveryServer { id } } } }
    apiKeys(first: 100) { nodes { id name } }
    legacyUsage { command uses }
  }`);
  expect(errors).toBeUndefined();
  const times = ['createdAt', 'updatedAt', 'passwordUpdatedAt', 'since'];
  return JSON.parse(JSON.stringify(data, (name, value) => (times.includes(name) ? undefined : value)));
}

async function counts() {
  const [row] = await database.sql<{ servers: number; groups: number }>(
    'SELECT (SELECT COUNT(*) FROM delivery_servers) AS servers, (SELECT COUNT(*) FROM user_groups) AS `groups`',
  );
  return [row?.servers, row?.groups];
}
