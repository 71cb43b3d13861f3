import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

/** Two gateways on one database, as `app` and `other`, with the same environment. */
export async function startTwoGateways(options: TestAppOptions = {}) {
  const database = await createMigratedDatabase();
  const start = () =>
    startTestApp({
      secretsKey: Buffer.alloc(32, 7),
      adminApiKey: 'the-key-of-the-environment',
      ...options,
      databaseUrl: database.url,
    });
  const app = await start();
  const other = await start();
  const withSql = (gateway: TestApp): TestApp => ({ ...gateway, sql: database.sql });
  return {
    app: withSql(app),
    other: withSql(other),
    async stop() {
      await Promise.all([app.stop(), other.stop()]);
      await database.drop();
    },
  };
}
