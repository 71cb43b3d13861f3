import { join } from 'node:path';
import { EmbeddedDatabaseError } from '../embedded-database-error.js';
import { fetchPackagedServer } from './fetch-packaged-server.js';
import { aptComplaint, preparePrivateApt } from './private-apt.js';
import { libraryDirectories, proveServerBinary, type ServerBinary } from './server-binary.js';
import { fieldOf, readMachine, waysOut } from './ways-out.js';

const corePackage = 'mariadb-server-core';

/** Gives the MariaDB in the cache, fetching it from the system's own package source first if it is not there. */
export async function fetchMariaDb(
  cacheDirectory: string,
  report: (message: string) => void,
): Promise<ServerBinary> {
  const packagedMariaDb = {
    name: 'MariaDB',
    waysOut: waysOut(await readMachine()),
    download: downloadPackages,
    // Packages are unpacked below `home` as they would be below `/`, libraries included.
    prove: async (home: string) =>
      proveServerBinary(join(home, 'usr/sbin/mariadbd'), { libraries: await libraryDirectories(home) }),
  };
  return fetchPackagedServer(packagedMariaDb, join(cacheDirectory, await cacheName('mariadb')), report);
}

/** Downloads the distribution's own server package and whatever it needs that is not installed; gives the archives. */
async function downloadPackages(work: string, deadline: AbortSignal): Promise<string[]> {
  const apt = await preparePrivateApt(work, deadline);
  // One unreachable third-party source fails the update as a whole; what counts is whether the package is found.
  let { output } = await apt.run('apt-get', '-q', 'update');
  const names = (await apt.run('apt-cache', 'pkgnames', corePackage)).output.split('\n');
  for (const name of corePackages(names)) {
    const download = await apt.download(name);
    if (download.archives) return download.archives;
    output = download.output;
  }
  throw new EmbeddedDatabaseError(
    `apt-get cannot fetch MariaDB${aptComplaint(output)}; ${waysOut(await readMachine())}`,
  );
}

/** The plain name first; older Ubuntus have only names with a version, such as mariadb-server-core-10.6. */
function corePackages(names: string[]): string[] {
  const versioned = new RegExp(`^${corePackage}-[\\d.]+$`);
  const { compare } = new Intl.Collator('en', { numeric: true });
  const newestFirst = names.filter((name) => versioned.test(name)).sort((one, other) => compare(other, one));
  return [...names.filter((name) => name === corePackage), ...newestFirst];
}

/** Of a fetched program: one cache may be seen from several systems, such as a host and a container; their libraries differ. */
export async function cacheName(program: string): Promise<string> {
  const { release } = await readMachine();
  const field = (name: string) => fieldOf(release, name) || 'unknown';
  return `${program}-${field('ID')}-${field('VERSION_ID')}-${process.arch}`;
}
