import { createConnection } from 'mysql2/promise';
import { migrate } from '../../.cache/gateway/database/migrate.js';
import { multiply, seed } from './seed.mjs';
import { servers } from './servers.mjs';

/** How many servers each database has that every run makes. */
export const sizes = [10, 1_000, 50_000];
/** What is larger is made of copies. */
const largestSeed = 50_000;
/** What the gateway's own server has at least. */
const leastPool = 128 * 2 ** 20;

/** The one database server of a run, with a database for each size. `kind` is a name of {@link servers}. */
export async function startBenchDatabase(kind, { dataDirectory, cacheDirectory, secretsKey }) {
  const server = await servers[kind]({ dataDirectory, cacheDirectory, report: console.log });
  const urlOf = (size) => server.url.replace(/\/\w+$/, `/bench_${size}`);
  const connection = await createConnection({ uri: server.url, timezone: 'Z' });
  const [[{ version }]] = await connection.query('SELECT VERSION() AS version');
  return {
    version,
    get pid() {
      return server.pid;
    },
    urlOf,

    async fill(size) {
      await connection.query(
        `CREATE DATABASE bench_${size} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`,
      );
      await migrate({ url: urlOf(size), tls: null });
      await connection.query(`USE bench_${size}`);
      await seed(connection, Math.min(size, largestSeed), secretsKey);
      if (size > largestSeed) await multiply(connection, largestSeed, size / largestSeed);
    },

    /** Has the server keep all of its data in memory, as the gateway's own does from its next start on. */
    async growBufferPool() {
      const [[{ bytes }]] = await connection.query(
        'SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables',
      );
      await connection.query('SET GLOBAL innodb_buffer_pool_size = ?', [Math.max(Number(bytes), leastPool)]);
    },

    /** Makes a database without tables, and gives its address. */
    async empty(name) {
      await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
      return urlOf(0).replace(/bench_0$/, name);
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
      await server.stop();
    },
  };
}
