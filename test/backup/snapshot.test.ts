import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { isRow } from '../../src/backup/backup-content.js';
import { decodeBackup } from '../../src/backup/file/decode-backup.js';
import { fillTables as restoreTables } from '../../src/backup/storage/fill-tables.js';
import { readHeader } from '../../src/backup/storage/read-header.js';
import { readSnapshot } from '../../src/backup/storage/read-snapshot.js';
import { openDataSource } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { cacheDirectory } from '../database/embedded/embedded-databases.js';
import { fillTables, readTables } from '../database/fill-tables.js';
import { fetchedMySql } from '../support/database-servers/mysql-binary.js';
import { startMySqlServer } from '../support/database-servers/mysql-server.js';
import { createServer } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { backupOf } from './backup-of.js';

vi.setConfig({ testTimeout: 60_000 });

// "npm run test:mysql" fetches it; a run that does not need it otherwise does not load it for this alone.
const hasMySql = (await fetchedMySql(cacheDirectory)) !== null;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function testDatabase(server?: string): Promise<TestDatabase> {
  const database = await createTestDatabase(server);
  ends.push(() => database.drop());
  await migrate({ url: database.url, tls: null });
  return database;
}

async function openTest({ url }: { url: string }) {
  const dataSource = await openDataSource({ url, tls: null }, { statementSeconds: 0 });
  ends.push(() => dataSource.destroy());
  return dataSource;
}

/** The database of an app in this process. */
function urlOf({ databaseName }: TestApp): string {
  return Object.assign(new URL(inject('databaseUrl')), { pathname: `/${databaseName}` }).href;
}

async function restoreInto(database: { url: string }, pieces: Iterable<Buffer>): Promise<void> {
  const runner = (await openTest(database)).createQueryRunner();
  const { entries } = await decodeBackup(toAsync(pieces));
  await restoreTables(runner, entries).finally(() => runner.release());
}

async function* toAsync<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

const nextIds = (database: TestDatabase) =>
  database.sql(
    `SELECT table_name AS name, auto_increment AS id FROM information_schema.tables
     WHERE table_schema = DATABASE() AND auto_increment IS NOT NULL AND table_name <> 'sessions' ORDER BY table_name`,
  );

async function filledDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  await database.sql('/*!80000 SET SESSION information_schema_stats_expiry = 0 */');
  await fillTables(database);
  // What an encoding could confuse: nothing, "nothing", ends of lines, quotes, what JSON or SQL escape, bytes that are no text.
  const texts = ['', 'null', 'a\nb\r\n\u2028c', '\'"`\\', '\u0000\u001a', '  ', '%_', '\u{1f680}'];
  for (const [index, text] of texts.entries()) {
    await database.sql('INSERT INTO user_groups (id, name) VALUES (?, ?)', [index + 10, text]);
  }
  await database.sql('DELETE FROM user_groups WHERE id = 17');
  return database;
}

describe('what a backup has', () => {
  it('is every value of every table, the next ids, and nothing of sessions', async () => {
    const [source, copy] = [await filledDatabase(), await testDatabase()];
    await copy.sql('/*!80000 SET SESSION information_schema_stats_expiry = 0 */');
    await restoreInto(copy, await backupOf(source));
    const expected = { ...(await readTables(source)), sessions: [], rate_usage: [] };
    expect(Object.keys(expected).length).toBeGreaterThan(20);
    expect(await readTables(copy)).toEqual(expected);
    expect(await nextIds(copy)).toEqual(await nextIds(source));
    // The one that was deleted last is not given again.
    const { insertId } = (await copy.sql("INSERT INTO user_groups (name) VALUES ('next')")) as never;
    expect(insertId).toBe(18);
    // The negative control of the comparison.
    await copy.sql("UPDATE user_groups SET name = 'changed' WHERE id = 10");
    expect(await readTables(copy)).not.toEqual(expected);
  });

  it.runIf(hasMySql)('can be restored on MySQL, wherever it comes from', async () => {
    const source = await filledDatabase();
    const server = await startMySqlServer({ cacheDirectory, report: () => {} });
    ends.push(() => server.stop());
    const copy = await testDatabase(server.url);
    await restoreInto(copy, await backupOf(source));
    expect(await readTables(copy)).toEqual({ ...(await readTables(source)), sessions: [], rate_usage: [] });
  });

  it('names the last migration and the keys of its passwords, whatever a damaged one says', async () => {
    const app = await startTestApp();
    ends.push(() => app.stop());
    const dataSource = await openTest({ url: urlOf(app) });
    const read = () => readSnapshot(dataSource, (snapshot) => readHeader(snapshot, '1.2.3'));
    expect((await read()).keyIds).toEqual([]);
    await createServer(app);
    const damaged = await createServer(app);
    await app.sql('UPDATE delivery_servers SET smtp_password_sealed = ? WHERE id = ?', [
      Buffer.alloc(40, 7),
      damaged,
    ]);
    const [key] = await app.sql('SELECT LOWER(HEX(key_id)) AS id FROM secrets_keys');
    const [last] = await app.sql('SELECT name FROM migrations ORDER BY timestamp DESC LIMIT 1');
    expect(await read()).toMatchObject({ release: '1.2.3', keyIds: [key.id], lastMigration: last.name });
  });
});

describe('writes during a backup', () => {
  /** A server is changed when its row has been read already, and what tells of the change has not. */
  async function serverAndEvent(isolation?: string) {
    const app = await startTestApp();
    ends.push(() => app.stop());
    const id = await createServer(app);
    const versions: Record<string, number> = {};
    await readSnapshot(
      await openTest({ url: urlOf(app) }),
      async ({ entries }) => {
        let table = '';
        let column = 0;
        for await (const entry of entries()) {
          if (isRow(entry)) {
            versions[table] = Math.max(Number(entry[column]), versions[table] ?? 0);
            continue;
          }
          table = entry.table;
          column = entry.columns.findIndex(({ name }) => name === 'version');
          if (table === 'event_log') await change(app, id);
        }
      },
      isolation,
    );
    const { delivery_servers: server, outbox = 0, events = 0 } = versions;
    return { server, event: Math.max(outbox, events) };
  }

  async function change(app: TestApp, id: number) {
    const { data } = await app.graphql(
      `mutation { deliveryServerUpdate(input: { id: "ds_${id}", name: "Changed" }) {
        deliveryServer { version }
        userErrors { code }
      } }`,
    );
    expect(data.deliveryServerUpdate).toEqual({ deliveryServer: { version: 2 }, userErrors: [] });
  }

  it('are not in it, neither the row nor the event', async () => {
    expect(await serverAndEvent()).toEqual({ server: 1, event: 1 });
  });

  it('would be in it by half, were it not one instant', async () => {
    expect(await serverAndEvent('READ COMMITTED')).toEqual({ server: 1, event: 2 });
  });
});
