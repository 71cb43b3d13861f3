import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { entities } from '../../src/database/entities.js';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { unsetVariables } from '../support/unset-variables.js';
import { fillTables, type Rows, readTables } from './fill-tables.js';

let database: TestDatabase;
const opened: DataSource[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
  await database.drop();
});

async function open(): Promise<DataSource> {
  const dataSource = await openDataSource({ url: database.url, tls: null });
  opened.push(dataSource);
  return dataSource;
}

/** The statements that would make the tables what the entities say. */
async function drift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function tableNames(): Promise<string[]> {
  const rows = await database.sql<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  return rows.map(({ name }) => name).sort();
}

/** Every column and every index of all tables. */
async function shapeOfTables(): Promise<unknown> {
  const columns = await database.sql(
    `SELECT table_name, column_name, column_type, is_nullable, column_default FROM information_schema.columns
     WHERE table_schema = DATABASE() ORDER BY table_name, column_name`,
  );
  const indexes = await database.sql(
    `SELECT table_name, index_name, seq_in_index, column_name FROM information_schema.statistics
     WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index`,
  );
  return { columns, indexes };
}

/** What an earlier release has a word for: no check that could not be made, no event of a run, no schedule, no message, nobody disabled. */
function keptOnWayDown(migration: string, tables: string): string {
  if (migration.startsWith('CreateTurns'))
    return JSON.stringify({ ...JSON.parse(tables), configuration_locks: [] });
  if (migration.startsWith('CreateAuditEntries')) return tables.replaceAll('"AUDIT"', '""');
  if (migration.startsWith('ManageAdministrators'))
    return JSON.stringify({ ...JSON.parse(tables), admins: [], sessions: [] });
  if (migration.startsWith('TestDelivery'))
    return JSON.stringify({ ...JSON.parse(tables), verification_quotas: [] });
  if (migration.startsWith('SettleChecks'))
    return JSON.stringify({
      ...JSON.parse(tables.replaceAll('"SCHEDULED"', '"REQUESTED"')),
      outbox: [],
      events: [],
    });
  if (migration.startsWith('WidenCheckStatus')) return tables.replaceAll('"ERROR"', '"NOT_CHECKED"');
  if (!migration.startsWith('CreateVerificationRuns')) return tables;
  return JSON.stringify({ ...JSON.parse(tables), outbox: [], events: [] });
}

/** A row that was only ever locked has nothing to keep. */
function keptOnWayUp(migration: string | undefined, tables: Rows): Rows {
  if (!migration?.startsWith('CreateTurns')) return tables;
  const { configuration_locks: _, ...kept } = tables;
  return kept;
}

describe('the migrations', () => {
  it('make exactly the tables that the entities describe', async () => {
    await migrate({ url: database.url, tls: null });
    const dataSource = await open();
    expect(await drift(dataSource)).toEqual([]);
    const described = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(described).toHaveLength(entities.length);
    expect(await tableNames()).toEqual([...described, 'migrations'].sort());
  });

  it('are held to it by a comparison that notices a difference', async () => {
    await migrate({ url: database.url, tls: null });
    const dataSource = await open();
    await database.sql('ALTER TABLE user_groups MODIFY name VARCHAR(100) NOT NULL');
    await database.sql('DROP INDEX delivery_servers_by_name ON delivery_servers');
    const statements = (await drift(dataSource)).join('\n');
    expect(statements).toContain('user_groups');
    expect(statements).toContain('delivery_servers_by_name');
  });

  it('go down to nothing and up again', async () => {
    const dataSource = await open();
    await dataSource.runMigrations();
    for (const _ of migrations) await dataSource.undoLastMigration();
    expect(await tableNames()).toEqual(['migrations']);
    expect(await database.sql('SELECT * FROM migrations')).toEqual([]);
    await dataSource.runMigrations();
    expect(await drift(dataSource)).toEqual([]);
  });

  it('go down to exactly the columns and indexes of each earlier release', { timeout: 60_000 }, async () => {
    const dataSource = await open();
    const queryRunner = dataSource.createQueryRunner();
    const shapes: unknown[] = [];
    for (const Migration of migrations) {
      shapes.push(await shapeOfTables());
      await new Migration().up(queryRunner);
    }
    for (const Migration of migrations.toReversed()) {
      await new Migration().down(queryRunner);
      expect([Migration.name, await shapeOfTables()]).toEqual([Migration.name, shapes.pop()]);
    }
    await queryRunner.release();
  });

  it('keep on their way up every value of the tables of each earlier release', {
    timeout: 60_000,
  }, async () => {
    const dataSource = await open();
    const queryRunner = dataSource.createQueryRunner();
    for (const Migration of migrations) {
      const before = keptOnWayUp(Migration.name, await readTables(database));
      await new Migration().up(queryRunner);
      expect(await readTables(database)).toMatchObject(before);
      await fillTables(database);
    }
    await queryRunner.release();
    expect(await drift(dataSource)).toEqual([]);
  });

  it('keep on their way down what the tables of each earlier release have a place for', {
    timeout: 60_000,
  }, async () => {
    const dataSource = await open();
    await dataSource.runMigrations();
    await fillTables(database);
    for (const { name } of migrations.toReversed()) {
      const before = JSON.stringify(await readTables(database));
      await dataSource.undoLastMigration();
      const after = JSON.stringify(await readTables(database));
      expect(JSON.parse(keptOnWayDown(name, before))).toMatchObject(JSON.parse(after));
    }
    expect(await tableNames()).toEqual(['migrations']);
  });

  it('bring the data of the release before to this one', async () => {
    const dataSource = await open();
    await dataSource.runMigrations();
    await dataSource.undoLastMigration();
    await fillTables(database);
    const before = keptOnWayUp(migrations.at(-1)?.name, await readTables(database));
    expect(Object.values(before).flat()).toHaveLength(Object.keys(before).length);
    await migrate({ url: database.url, tls: null });
    expect(await readTables(database)).toMatchObject(before);
    expect(await drift(dataSource)).toEqual([]);
  });

  it('change nothing the second time', async () => {
    await migrate({ url: database.url, tls: null });
    const before = await database.sql('SELECT * FROM migrations');
    await migrate({ url: database.url, tls: null });
    expect(await database.sql('SELECT * FROM migrations')).toEqual(before);
    expect(before).toHaveLength(migrations.length);
  });

  it('finish what a start that was killed half way had begun', async () => {
    const dataSource = await open();
    await dataSource.runMigrations();
    await database.sql('DROP INDEX user_groups_by_update ON user_groups');
    const queryRunner = dataSource.createQueryRunner();
    for (const Migration of migrations) await new Migration().up(queryRunner);
    await queryRunner.release();
    expect(await drift(dataSource)).toEqual([]);
  });

  it('run once when several gateways start together', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate({ url: database.url, tls: null })));
    expect(await database.sql('SELECT * FROM migrations')).toHaveLength(migrations.length);
  });

  it('give every table a primary key, which clusters need', async () => {
    await migrate({ url: database.url, tls: null });
    const keyless = () =>
      database.sql<{ name: string }>(
        `SELECT t.table_name AS name FROM information_schema.tables t
         LEFT JOIN information_schema.statistics k
           ON k.table_schema = t.table_schema AND k.table_name = t.table_name AND k.index_name = 'PRIMARY'
         WHERE t.table_schema = DATABASE() AND k.index_name IS NULL`,
      );
    expect(await keyless()).toEqual([]);
    await database.sql('CREATE TABLE keyless (id INT)');
    expect(await keyless()).toEqual([{ name: 'keyless' }]);
  });

  it('make every table in InnoDB with whole Unicode', async () => {
    await migrate({ url: database.url, tls: null });
    const rows = await database.sql<{ engine: string; collation: string }>(
      `SELECT DISTINCT engine AS engine, table_collation AS collation FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_name <> 'migrations'`,
    );
    expect(rows).toEqual([{ engine: 'InnoDB', collation: 'utf8mb4_unicode_520_ci' }]);
  });
});

describe('ormconfig.ts', () => {
  const root = resolve(import.meta.dirname, '..', '..');
  const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

  /** Runs a script of package.json as npm would, against the database of the test. */
  async function run(script: string, ...more: string[]): Promise<{ code: number; output: string }> {
    const [command, ...args] = `${scripts[script]}`.split(' ');
    const child = spawn(command === 'node' ? process.execPath : `${command}`, [...args, ...more], {
      cwd: root,
      env: {
        ...unsetVariables,
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        SECRETS_KEY: Buffer.alloc(32, 5).toString('base64'),
      },
      timeout: 50_000,
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    const [code] = await once(child, 'close');
    return { code, output };
  }

  it('lets the TypeORM CLI migrate the database of the gateway, show it and revert it', async () => {
    const migrated = await run('migrate');
    expect(migrated.output).toContain('executed successfully');
    expect(migrated.code).toBe(0);
    expect(await tableNames()).toContain('delivery_servers');

    const shown = await run('typeorm', 'migration:show');
    expect(shown.output).toMatch(/\[X\].*CreateTables/);
    expect(shown.code).toBe(0);

    const newest = migrations.at(-1)?.name;
    const reverted = await run('typeorm', 'migration:revert');
    expect(reverted.output).toContain(`${newest} has been reverted successfully`);
    expect(reverted.code).toBe(0);
    expect(await database.sql('SELECT name FROM migrations')).toHaveLength(migrations.length - 1);
  });
});
