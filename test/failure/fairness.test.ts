import mysql from 'mysql2';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
let app: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  proxy = await startDatabaseProxy(database.url);
  app = await startTestApp({ databaseUrl: proxy.url, rateLimit: 0 });
  await createServer(app);
  await createServer(app);
});
afterAll(async () => {
  await app?.stop();
  await proxy?.close();
  await database?.drop();
});

describe('a crowd that wants the same server', () => {
  it.each([
    ['by plain updates', () => ({})],
    ['with tags', () => ({ tags: ['eu'] })],
    ['each with a key', (index: number) => ({ idempotencyKey: `crowd ${index}` })],
  ])('is no burden to those who want another one, or only read: %s', async (_, more) => {
    await database.sql('START TRANSACTION');
    await database.sql('SELECT id FROM delivery_servers WHERE id = 1 FOR UPDATE');
    const crowd = Array.from({ length: 400 }, (_, index) =>
      updateServer(app, { id: 'ds_1', name: `Crowd ${index}`, ...more(index) }),
    );
    try {
      const others = await Promise.all([
        updateServer(app, { id: 'ds_2', name: 'Other' }),
        updateServer(app, { id: 'ds_2', name: 'Other', tags: ['us'] }),
        app.graphql('{ deliveryServers { nodes { name } totalCount } }'),
      ]);
      expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    } finally {
      await database.sql('ROLLBACK');
    }
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
  });
});

describe('heavy reads of one credential', () => {
  it('leave connections to everybody else', async () => {
    await database.sql('RENAME TABLE user_groups TO real_groups');
    await database.sql(
      'CREATE VIEW user_groups AS SELECT * FROM real_groups WHERE BENCHMARK(1e9, SHA2(name, 512)) = 0',
    );
    try {
      const numbers = Array.from({ length: 60 }, (_, index) => index).join(' ');
      await database.sql('INSERT INTO real_groups (name) VALUES (?)', [numbers]);
      const heavy = Array.from({ length: 60 }, (_, index) =>
        app.graphql('query ($search: String) { userGroups(search: $search) { nodes { name } } }', {
          search: `${index}`,
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      const begun = Date.now();
      const other = await app.graphql('{ deliveryServers { nodes { name } } }');
      expect(other.status).toBe(200);
      expect(Date.now() - begun).toBeLessThan(2_500);
      const statuses = (await Promise.all(heavy)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 504).length).toBeLessThanOrEqual(8);
      expect(statuses.every((status) => status === 504 || status === 503)).toBe(true);
    } finally {
      await database.sql('DROP VIEW user_groups');
      await database.sql('RENAME TABLE real_groups TO user_groups');
    }
  });
});

describe('requests with a credential that was not used for a while', () => {
  const believed = 5_100;
  const query = '{ viewer { name } }';

  it('look it up once, however many come at the same moment', async () => {
    await new Promise((resolve) => setTimeout(resolve, believed));
    const spy = vi.spyOn(
      (mysql as unknown as { Connection: { prototype: mysql.Connection } }).Connection.prototype,
      'execute',
    );
    try {
      const answers = await Promise.all(Array.from({ length: 300 }, () => app.graphql(query)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const lookUps = spy.mock.calls.filter(([statement]) =>
        /FROM api_keys/.test(String((statement as { sql?: string }).sql ?? statement)),
      );
      expect(lookUps).toHaveLength(1);
    } finally {
      spy.mockRestore();
    }
  });

  it('are answered from before while the database does not answer, for 5 seconds and no longer', async () => {
    await app.graphql(query);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    proxy.freeze();
    try {
      expect((await app.graphql(query)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect((await app.graphql(query)).status).toBe(503);
    } finally {
      await proxy.restore();
    }
    await expect.poll(async () => (await app.graphql(query)).status, { timeout: 10_000 }).toBe(200);
  });
});
