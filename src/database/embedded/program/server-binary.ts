import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Engine } from '../engine.js';
import { mariaDb } from '../mariadb.js';
import { mySql } from '../mysql.js';
import { runCommand } from './run-command.js';

/** A mariadbd or mysqld that has been seen to run. */
export interface ServerBinary {
  readonly engine: Engine;
  /** How it is run: its path, with a dynamic loader before it if it has one of its own. */
  readonly command: readonly [string, ...string[]];
  /** The directory with the server's `share`. */
  readonly baseDirectory: string;
  /** For example `10.11.6-MariaDB-0+deb12u1`. */
  readonly version: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The package's SQL that creates the system tables; null for MySQL, whose program has them in it. */
  readonly systemTablesSql: string | null;
}

/** In the order in which they are taken. */
const engines: readonly Engine[] = [mariaDb, mySql];

const sqlNames = ['mariadb_system_tables.sql', 'mysql_system_tables.sql'];
const shareDirectories = ['share/mysql', 'share/mariadb', 'share'];

export interface ServerLibraries {
  /** Folders that are searched before those of the system. */
  libraries?: string[];
  /** The dynamic loader that the libraries belong to, if it is not the system's. */
  loader?: string;
}

/** Makes sure that the program runs, is one of the engines, and has its files around it. Null if not. */
export async function proveServerBinary(
  path: string,
  { libraries = [], loader }: ServerLibraries = {},
): Promise<ServerBinary | null> {
  const command = commandWith(path, libraries, loader);
  // The owner's environment may hold secrets and MYSQL_* settings; the server gets its own instead.
  // UMASK and UMASK_DIR are the server's way to be told file modes.
  const environment = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    UMASK: '0600',
    UMASK_DIR: '0700',
    ...(libraries.length > 0 && loader === undefined && { LD_LIBRARY_PATH: libraries.join(':') }),
  };
  const [program, ...first] = command;
  const { code, output } = await runCommand(program, [...first, '--no-defaults', '--version'], {
    env: environment,
    signal: AbortSignal.timeout(10_000),
  });
  // The program of a MariaDB may be called mysqld as well.
  const engine = engines.find(({ versionPattern }) => versionPattern.test(output));
  const version = engine?.versionPattern.exec(output)?.[1];
  if (code !== 0 || engine === undefined || version === undefined) return null;

  const baseDirectory = dirname(dirname(await realpath(path)));
  const systemTablesSql = engine === mariaDb ? await findSystemTablesSql(baseDirectory) : null;
  if (systemTablesSql === null && engine === mariaDb) return null;
  return { engine, command, baseDirectory, version, environment, systemTablesSql };
}

/** Why its version cannot be used; null if it can. */
export function whyTooOld({ engine, version }: ServerBinary): string | null {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return compare(version, engine.minVersion) < 0
    ? `${engine.name} ${version} is too old, ${engine.minVersion} or later is needed`
    : null;
}

/** Only the loader's own option reaches no further than the server: programs that it starts are the system's. */
function commandWith(path: string, libraries: string[], loader?: string): [string, ...string[]] {
  return loader === undefined ? [path] : [loader, '--library-path', libraries.join(':'), path];
}

/** The folders with shared libraries among packages that are unpacked below `home` as they would be below `/`. */
export async function libraryDirectories(home: string): Promise<string[]> {
  const found: string[] = [];
  for (const top of [join(home, 'usr/lib'), join(home, 'lib')]) {
    const entries = await readdir(top, { withFileTypes: true }).catch(() => []);
    const inner = entries.filter((entry) => entry.isDirectory()).map((entry) => join(top, entry.name));
    for (const directory of [top, ...inner]) {
      const names = await readdir(directory).catch(() => []);
      if (names.some((name) => /\.so(\.|$)/.test(name))) found.push(directory);
    }
  }
  return found;
}

async function findSystemTablesSql(baseDirectory: string): Promise<string | null> {
  for (const share of shareDirectories) {
    const names = await readdir(join(baseDirectory, share)).catch((): string[] => []);
    // MariaDB 11 renamed its scripts from mysql_* to mariadb_*.
    const name = sqlNames.find((candidate) => names.includes(candidate));
    if (name) return join(baseDirectory, share, name);
  }
  return null;
}
