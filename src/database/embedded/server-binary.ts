import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.js';

/** A mariadbd that has been seen to run. */
export interface ServerBinary {
  readonly path: string;
  /** The directory with the server's `share`. */
  readonly baseDirectory: string;
  /** For example `10.11.6-MariaDB-0+deb12u1`. */
  readonly version: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The package's SQL that creates the system tables. */
  readonly systemTablesSql: string;
}

const SQL_NAMES = ['mariadb_system_tables.sql', 'mysql_system_tables.sql'];
const SHARE_DIRECTORIES = ['share/mysql', 'share/mariadb', 'share'];

/** Makes sure that the program runs, is MariaDB, and has its files around it. Undefined if not. */
export async function proveServerBinary(
  path: string,
  libraries: string[] = [],
): Promise<ServerBinary | undefined> {
  // The owner's environment may hold secrets and MYSQL_* settings; the server gets its own instead.
  // UMASK and UMASK_DIR are mariadbd's way to be told file modes.
  const environment = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    UMASK: '0600',
    UMASK_DIR: '0700',
    ...(libraries.length > 0 && { LD_LIBRARY_PATH: libraries.join(':') }),
  };
  const { code, output } = await runCommand(path, ['--no-defaults', '--version'], {
    env: environment,
    signal: AbortSignal.timeout(10_000),
  });
  const version = /Ver (\S+MariaDB\S*)/.exec(output)?.[1];
  if (code !== 0 || version === undefined) return undefined;

  const baseDirectory = dirname(dirname(await realpath(path)));
  const systemTablesSql = await findSystemTablesSql(baseDirectory);
  if (systemTablesSql === undefined) return undefined;
  return { path, baseDirectory, version, environment, systemTablesSql };
}

async function findSystemTablesSql(baseDirectory: string): Promise<string | undefined> {
  for (const share of SHARE_DIRECTORIES) {
    const names = await readdir(join(baseDirectory, share)).catch((): string[] => []);
    // MariaDB 11 renamed its scripts from mysql_* to mariadb_*.
    const name = SQL_NAMES.find((candidate) => names.includes(candidate));
    if (name) return join(baseDirectory, share, name);
  }
  return undefined;
}
