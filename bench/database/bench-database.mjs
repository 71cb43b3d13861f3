import { createConnection } from 'mysql2/promise';
import { startEmbeddedDatabase } from '../../dist/database/embedded/embedded-database.js';
import { migrate } from '../../dist/database/migrate.js';
import { seed } from './seed.mjs';

/** How many servers each database has. */
export const sizes = [10, 1_000, 50_000];

/** The one database server of a run: the gateway's own private MariaDB, with a database for each size. */
export async function startBenchDatabase({ dataDirectory, cacheDirectory, secretsKey }) {
  const embedded = await startEmbeddedDatabase({ dataDirectory, cacheDirectory, report: console.log });
  const urlOf = (size) => embedded.url.replace(/\/\w+$/, `/bench_${size}`);
  const connection = await createConnection({ uri: embedded.url, timezone: 'Z' });
  const [[{ version }]] = await connection.query('SELECT VERSION() AS version');
  return {
    version,
    get pid() {
      return embedded.pid;
    },
    urlOf,

    async fill(size) {
      await connection.query(
        `CREATE DATABASE bench_${size} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`,
      );
      await migrate({ url: urlOf(size), tls: null });
      await connection.query(`USE bench_${size}`);
      await seed(connection, size, secretsKey);
    },

    /** Runs a statement on the database of this size. */
    async query(size, sql, values) {
      await connection.query(`USE bench_${size}`);
      const [result] = await connection.query(sql, values);
      return result;
    },

    /** How many statements the server has been sent so far, this one included. */
    async statements() {
      const [[{ Value }]] = await connection.query("SHOW GLOBAL STATUS LIKE 'Questions'");
      return Number(Value);
    },

    async stop() {
      connection.destroy();
      await embedded.stop();
    },
  };
}
