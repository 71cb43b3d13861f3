import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmbeddedDatabase } from '../../src/database/embedded/embedded-database.js';
import { startMariaDbServer } from '../support/database-servers/mariadb-server.js';
import { startMySqlServer } from '../support/database-servers/mysql-server.js';

/** A database server that one test may kill or freeze. */
export interface OwnServer {
  readonly url: string;
  readonly pid: number;
  /** Kills it; it comes back on the same port with the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Of the kind that `npm run test:mysql` or `test:mariadb` brought up for the run, else the gateway's own. */
export async function startOwnServer(): Promise<OwnServer> {
  const cacheDirectory = resolve(import.meta.dirname, '..', '..', '.cache');
  const report = () => {};
  const kind = process.env.TEST_DATABASE_SERVER;
  if (kind === 'mysql') return startMySqlServer({ cacheDirectory, report });
  const directory = await mkdtemp(join(tmpdir(), 'gateway-failure-'));
  const start = kind === 'mariadb' ? startMariaDbServer : startEmbeddedDatabase;
  const server = await start({ dataDirectory: join(directory, 'database'), cacheDirectory, report });
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
