import { join } from 'node:path';
import {
  type EmbeddedDatabase,
  startEmbeddedDatabase,
} from '../../../src/database/embedded/embedded-database.js';
import {
  fetchPackagedServer,
  type PackagedServer,
} from '../../../src/database/embedded/program/fetch-packaged-server.js';
import {
  proveServerBinary,
  type ServerBinary,
} from '../../../src/database/embedded/program/server-binary.js';
import { downloadFromSid, ownLibraries, waysOut } from './debian-sid.js';

const newestMariaDb: PackagedServer<ServerBinary> = {
  name: 'Debian sid MariaDB',
  waysOut,
  download: (work, deadline) => downloadFromSid('mariadb-server-core', work, deadline),
  async prove(home) {
    const libraries = await ownLibraries(home);
    return libraries && proveServerBinary(join(home, 'usr/sbin/mariadbd'), libraries);
  },
};

/** Starts the newest MariaDB that Debian packages, the way the gateway starts its own. */
export function startMariaDbServer(options: {
  dataDirectory: string;
  cacheDirectory: string;
  report(message: string): void;
  settings?: readonly string[];
}): Promise<EmbeddedDatabase> {
  return startEmbeddedDatabase({
    ...options,
    findServer: (cache, report) =>
      fetchPackagedServer(newestMariaDb, join(cache, `sid-mariadb-${process.arch}`), report),
  });
}
