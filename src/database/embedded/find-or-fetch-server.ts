import { constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathExists } from './directories.js';
import { fetchMariaDb } from './fetch-mariadb.js';
import { proveServerBinary, type ServerBinary } from './server-binary.js';

// Distributions put a server where an ordinary user's PATH does not look.
const usualPlaces = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/bin',
  '/usr/local/bin',
  '/usr/libexec',
  '/usr/local/libexec',
  '/usr/local/mysql/bin',
  '/usr/local/mariadb/bin',
  '/opt/mariadb/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mariadb/bin',
  '/usr/local/opt/mariadb/bin',
];

/** The installed server if there is one that runs, else one fetched into the cache. */
export async function findOrFetchServer(
  cacheDirectory: string,
  report: (message: string) => void,
): Promise<ServerBinary> {
  // Where programs lie is a fact of the machine, not a setting of ours.
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory.startsWith('/'));
  for (const directory of new Set([...onPath, ...usualPlaces])) {
    const path = join(directory, 'mariadbd');
    const binary = (await pathExists(path, constants.X_OK)) ? await proveServerBinary(path) : null;
    if (binary) return binary;
  }
  return fetchMariaDb(cacheDirectory, report);
}
