import type { TestDatabase } from '../support/test-database.js';

/** The rows of each table. */
export type Rows = Record<string, Record<string, unknown>[]>;

interface Column {
  table: string;
  name: string;
  type: string;
  fullType: string;
  length: number | null;
}

/**
 * Puts one row into every table there is, with a value in every column that is not what the column has by default. It
 * goes by what the server says of the columns, so a new one is filled as well. All ids are 1, and so is what refers to them.
 */
export async function fillTables(database: TestDatabase): Promise<void> {
  const columns = await database.sql<Column>(
    `SELECT c.table_name AS \`table\`, c.column_name AS name, c.data_type AS type, c.column_type AS fullType,
       c.character_maximum_length AS length
     FROM information_schema.columns c WHERE c.table_schema = DATABASE() AND c.table_name <> 'migrations'
     ORDER BY c.table_name, c.ordinal_position`,
  );
  await database.sql('SET foreign_key_checks = 0');
  for (const table of new Set(columns.map((column) => column.table))) {
    const row = columns.filter((column) => column.table === table);
    await database.sql(`DELETE FROM ${table}`);
    await database.sql(`INSERT INTO ${table} (??) VALUES (?)`, [
      row.map(({ name }) => name),
      row.map(valueFor),
    ]);
  }
  await database.sql('SET foreign_key_checks = 1');
}

/** What every table holds; bytes as hexadecimal digits, which are compared faster. */
export async function readTables(database: TestDatabase): Promise<Rows> {
  const tables = await database.sql<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_name <> 'migrations'`,
  );
  const rows: Rows = {};
  for (const { name } of tables) rows[name] = (await database.sql(`SELECT * FROM ${name}`)).map(withoutBytes);
  return rows;
}

function withoutBytes(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    ]),
  );
}

function valueFor({ name, type, fullType, length }: Column): unknown {
  if (name === 'id' || name.endsWith('_id')) return 1;
  switch (type) {
    case 'tinyint':
      return 1;
    case 'smallint':
      return 65_535;
    case 'int':
      return 2_147_483_647;
    case 'bigint':
      return 9_007_199_254_740_991;
    case 'datetime':
      return fullType.includes('(3)') ? '2026-02-28 23:59:59.123' : '2026-02-28 23:59:00';
    case 'enum':
    case 'set':
      // The last of the words: the first is often the default.
      return /'([^']*)'\)$/.exec(fullType)?.[1];
    case 'binary':
      return Buffer.alloc(Number(length), 0xfe);
    case 'mediumblob':
      return Buffer.alloc(70_000, 0xfe);
    case 'varchar':
      return 'Ü🚀'.repeat(Math.floor(Number(length) / 2));
    case 'text':
      return 'Ü🚀'.repeat(10_000);
    case 'mediumtext':
      return 'Ü🚀'.repeat(20_000);
    default:
      throw new Error(`A value for ${name}, a ${type}, is missing here.`);
  }
}
