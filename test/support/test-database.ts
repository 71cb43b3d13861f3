import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { inject } from 'vitest';

export interface TestDatabase {
  url: string;
  sql<Row = Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** An empty database of its own on the server of the run, or on another. */
export async function createTestDatabase(server = inject('databaseUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(server);
  const connection = await createConnection({ uri: url.href, timezone: 'Z', multipleStatements: false });
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await connection.query(`USE ${name}`);
  // One form of EXPLAIN for all servers; MariaDB has no other and skips the comment.
  await connection.query("/*!80032 SET SESSION explain_format = 'TRADITIONAL' */");
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async sql<Row>(text: string, parameters: unknown[] = []) {
      const [rows] = await connection.query(text, parameters);
      return rows as Row[];
    },
    async drop() {
      await connection.query(`DROP DATABASE ${name}`);
      await connection.end();
    },
  };
}
