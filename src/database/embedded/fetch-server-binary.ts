import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadServerPackages } from './download-server-packages.js';
import { WAYS_OUT } from './embedded-database-error.js';
import { fetchServer, type PackagedServer } from './fetch-server.js';
import { libraryDirectories } from './library-directories.js';
import { proveServerBinary, type ServerBinary } from './server-binary.js';

/** The packages are unpacked below `home` as they would be below `/`, libraries included. */
const packagedMariaDb: PackagedServer<ServerBinary> = {
  name: 'MariaDB',
  waysOut: WAYS_OUT,
  download: downloadServerPackages,
  prove: async (home) =>
    proveServerBinary(join(home, 'usr/sbin/mariadbd'), { libraries: await libraryDirectories(home) }),
};

/** Gives the server in the cache, fetching it from the system's own package source first if it is not there. */
export async function fetchServerBinary(
  cacheDirectory: string,
  report: (message: string) => void,
): Promise<ServerBinary> {
  return fetchServer(packagedMariaDb, join(cacheDirectory, await cacheName()), report);
}

/** One cache may be seen from several systems, such as a host and a container; their libraries differ. */
async function cacheName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1] ?? 'unknown';
  return `mariadb-${field('ID')}-${field('VERSION_ID')}-${process.arch}`;
}
