import { expect } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { readiness } from './availability.js';

/** An app with one server, and a proxy before its database that can lose it. */
export interface ProxiedApp {
  database: TestDatabase;
  proxy: DatabaseProxy;
  app: TestApp;
  /** The database is there again, and the app has noticed. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

export async function startProxiedApp(): Promise<ProxiedApp> {
  const database = await createMigratedDatabase();
  const proxy = await startDatabaseProxy(database.url);
  const app = await startTestApp({ databaseUrl: proxy.url });
  await createServer(app);
  return {
    database,
    proxy,
    app,
    async recover() {
      await proxy.restore();
      await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
    },
    async stop() {
      await app.stop();
      await proxy.close();
      await database.drop();
    },
  };
}
