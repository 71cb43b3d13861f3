import { join } from 'node:path';
import {
  fetchPackagedServer,
  type PackagedServer,
} from '../../../src/database/embedded/fetch-packaged-server.js';
import { runCommand } from '../../../src/database/embedded/run-command.js';
import { commandWith } from '../../../src/database/embedded/server-binary.js';
import { downloadFromSid, ownLibraries, waysOut } from './debian-sid.js';

/** A mysqld that has been seen to run. */
export interface MySqlBinary {
  readonly command: readonly [string, ...string[]];
  /** The folder with the server's `share`. */
  readonly baseDirectory: string;
  /** For example `9.7.4-2`. */
  readonly version: string;
}

/** The owner's environment may hold secrets and MYSQL_* settings; the server gets this instead. */
export const serverEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const newestMySql: PackagedServer<MySqlBinary> = {
  name: 'Debian sid MySQL',
  waysOut,
  download: (work, deadline) => downloadFromSid('mysql-server-core', work, deadline),
  async prove(home) {
    const own = await ownLibraries(home);
    if (!own) return null;
    const command = commandWith(join(home, 'usr/sbin/mysqld'), own.libraries, own.loader);
    const [program, ...first] = command;
    const { code, output } = await runCommand(program, [...first, '--no-defaults', '--version'], {
      env: serverEnvironment,
      signal: AbortSignal.timeout(10_000),
    });
    const version = /Ver (\S+)/.exec(output)?.[1];
    return code === 0 && version ? { command, baseDirectory: join(home, 'usr'), version } : null;
  },
};

/** Gives the newest MySQL that Debian packages, fetching it into the cache first if it is not there. */
export function fetchMySql(cacheDirectory: string, report: (message: string) => void): Promise<MySqlBinary> {
  return fetchPackagedServer(newestMySql, join(cacheDirectory, `sid-mysql-${process.arch}`), report);
}
