import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { execute } from '../../src/sql/execute.js';
import { createRead } from '../../src/sql/read.js';
import { isTrue } from '../../src/sql/row-values.js';
import { fillTables } from '../database/fill-tables.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createMigratedDatabase();
  dataSource = await openDataSource({ url: database.url, tls: null });
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

type Row = Record<string, unknown>;

/** The ways in which the program reads: a prepared statement, the same in a transaction, and text. */
const ways: Record<string, (sql: string) => Promise<Row[]>> = {
  read: (sql) => createRead(dataSource)<Row>(sql),
  execute: (sql) => dataSource.transaction((manager) => execute(manager, sql, [])) as Promise<Row[]>,
  query: (sql) => dataSource.query(sql),
};

/** What a value of a column is in the program, by the type of the column. */
const kinds: Record<string, (value: unknown) => boolean> = {
  int: Number.isInteger,
  smallint: Number.isInteger,
  bigint: Number.isInteger,
  tinyint: (value) => value === 0 || value === 1,
  char: (value) => typeof value === 'string',
  varchar: (value) => typeof value === 'string',
  text: (value) => typeof value === 'string',
  mediumtext: (value) => typeof value === 'string',
  enum: (value) => typeof value === 'string',
  set: (value) => typeof value === 'string',
  datetime: (value) => value instanceof Date,
  binary: Buffer.isBuffer,
  mediumblob: Buffer.isBuffer,
};

interface Column {
  tableName: string;
  name: string;
  type: string;
}

/** Every column there is, from the tables themselves, so that none can be forgotten. */
const columns = () =>
  database.sql<Column>(
    `SELECT table_name AS tableName, column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name <> 'migrations' ORDER BY table_name, ordinal_position`,
  );

describe('a value of a column', () => {
  beforeAll(() => fillTables(database));

  it.each(Object.keys(ways))(
    'has the type of its column, whichever server it comes from: %s',
    async (way) => {
      const wrong: string[] = [];
      for (const { tableName, name, type } of await columns()) {
        const [row] = (await ways[way]?.(`SELECT ${name} AS value FROM ${tableName}`)) ?? [];
        if (!kinds[type]?.(row?.value)) wrong.push(`${tableName}.${name}: ${typeof row?.value}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('is read by a comparison that notices a type it does not expect', () => {
    expect(kinds.bigint?.('4503599627370496')).toBe(false);
    expect(kinds.tinyint?.('1')).toBe(false);
    expect(kinds.datetime?.('2026-11-01 23:59:58')).toBe(false);
  });
});

/** Beyond what a column of type INT holds. */
const large = 4_503_599_627_370_496;

/** Expressions as the statements of the program have them, and as the next ones may. */
const expressions: [sql: string, value: unknown][] = [
  ['smtp_password_sealed IS NOT NULL', 1],
  ['smtp_password_sealed IS NULL', 0],
  ['NOT (smtp_host <=> NULL)', 1],
  ['paused_until < CURRENT_TIMESTAMP(3)', 1],
  ["created_at < CURRENT_TIMESTAMP(3) - INTERVAL 24 HOUR AND name = '1'", 1],
  ['id IN (SELECT delivery_server_id FROM channel_assignments)', 1],
  ['EXISTS (SELECT 1 FROM user_groups WHERE id = 0)', 0],
  ['id = 7 OR NULL', 1],
  ['id = 8 OR NULL', null],
  ['(SELECT COUNT(*) FROM delivery_servers)', 1],
  ['(SELECT COUNT(DISTINCT name) FROM delivery_servers)', 1],
  ['(SELECT SUM(version) FROM delivery_servers)', 7],
  ['(SELECT SUM(used) FROM rate_usage)', large],
  ['(SELECT MAX(id) FROM events)', large],
  ['GREATEST(id, COALESCE((SELECT MAX(id) FROM events), 0))', large],
  ['COALESCE((SELECT MAX(id) FROM events WHERE id < 0), 0)', 0],
  ['version + 1', 8],
  ['smtp_port + 1', 588],
  ["GET_LOCK('row values', 0)", 1],
  ["RELEASE_LOCK('row values')", 1],
  ["CAST('2026-11-28 01:02:03.456' AS DATETIME(3))", new Date('2026-11-28T01:02:03.456Z')],
  ['FROM_UNIXTIME(1700000000)', new Date(1_700_000_000_000)],
  ["COALESCE(paused_at, CAST('2000-01-01' AS DATETIME))", new Date('2026-11-01T23:59:58Z')],
  ["JSON_OBJECT('id', id)", '{"id": 7}'],
  ['JSON_ARRAY(1, 2)', '[1, 2]'],
];

describe.each(Object.keys(ways))('an expression in SQL (%s)', (way) => {
  beforeAll(async () => {
    for (const table of ['channel_assignments', 'delivery_servers', 'user_groups', 'events', 'rate_usage'])
      await database.sql(`DELETE FROM ${table}`);
    await database.sql(
      `INSERT INTO delivery_servers (id, version, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds,
         smtp_auth_required, smtp_password_sealed, link_tracking_domain, open_tracking_domain, mail_from, paused_at,
         paused_until, created_at)
       VALUES (7, 7, '1', 'h', 587, 'NONE', 30, 1, 'sealed', 'l', 'o', 'm', '2026-11-01 23:59:58',
         '2026-11-01 23:59:58', '2026-11-01 23:59:58')`,
    );
    await database.sql("INSERT INTO user_groups (id, name) VALUES (7, 'g')");
    await database.sql("INSERT INTO channel_assignments VALUES (7, 'MARKETING', 7)");
    await database.sql(
      `INSERT INTO events (id, subject, subject_id, kind, version) VALUES (${large}, 'USER_GROUP', 7, 'CREATED', 1)`,
    );
    await database.sql(`INSERT INTO rate_usage VALUES ('2026-11-01', 'API_KEY', 7, ${large})`);
  });

  const valueIn = async (sql: string) => {
    const [row] = (await ways[way]?.(`SELECT ${sql} AS value FROM delivery_servers`)) ?? [];
    return row?.value;
  };

  it.each(expressions)('%s gives the same on every server', async (sql, value) => {
    expect(await valueIn(sql)).toEqual(value);
  });

  it('gives the time of the server as a date in UTC', async () => {
    for (const sql of ['SYSDATE(3)', 'CURRENT_TIMESTAMP(3)']) {
      const value = await valueIn(sql);
      expect(value).toBeInstanceOf(Date);
      expect(Math.abs((value as Date).getTime() - Date.now())).toBeLessThan(60_000);
    }
  });
});

describe('a condition', () => {
  it('holds when it is 1, and neither when it is 0 nor when it is unknown', () => {
    expect([1, 0, null].map(isTrue)).toEqual([true, false, false]);
  });
});
