import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startEmbeddedDatabase } from '../../../src/database/embedded/embedded-database.js';
import { makeDataFolder } from '../data-folder.js';
import { startMariaDbServer } from './mariadb-server.js';
import { startMySqlServer } from './mysql-server.js';

/** A database server of one test file, which may kill it, freeze it and change its settings. */
export interface OwnServer {
  /** The address of a database on it, with an account that may do everything. */
  readonly url: string;
  readonly pid: number;
  /** Kills it; it comes back on the same port with the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const kindOfRun = process.env.TEST_DATABASE_SERVER;
export const isMySql = kindOfRun === 'mysql';

/**
 * Starts a server of the kind that `npm run test:mysql` or `test:mariadb` brought up for the run, else the gateway's own.
 * @param settings what only its start can set
 */
export async function startOwnServer(settings: readonly string[] = [], kind = kindOfRun): Promise<OwnServer> {
  const cacheDirectory = resolve(import.meta.dirname, '..', '..', '..', '.cache');
  const report = () => {};
  if (kind === 'mysql') return startMySqlServer({ cacheDirectory, report, settings });
  const directory = await makeDataFolder('gateway-test-server-');
  const start = kind === 'mariadb' ? startMariaDbServer : startEmbeddedDatabase;
  const server = await start({
    dataDirectory: join(directory, 'database'),
    cacheDirectory,
    settings,
    report,
  });
  return {
    url: server.url,
    get pid() {
      return server.pid as number;
    },
    async crash() {
      // Its keeper starts it again.
      process.kill(server.pid as number, 'SIGKILL');
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
