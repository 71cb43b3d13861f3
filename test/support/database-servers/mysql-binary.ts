import { join } from 'node:path';
import {
  fetchPackagedServer,
  type PackagedServer,
} from '../../../src/database/embedded/program/fetch-packaged-server.js';
import {
  proveServerBinary,
  type ServerBinary,
} from '../../../src/database/embedded/program/server-binary.js';
import { downloadFromSid, ownLibraries, waysOut } from './debian-sid.js';

const newestMySql: PackagedServer<ServerBinary> = {
  name: 'Debian sid MySQL',
  waysOut,
  download: (work, deadline) => downloadFromSid('mysql-server-core', work, deadline),
  async prove(home) {
    const own = await ownLibraries(home);
    return own && proveServerBinary(join(home, 'usr/sbin/mysqld'), own);
  },
};

const homeIn = (cacheDirectory: string) => join(cacheDirectory, `sid-mysql-${process.arch}`);

/** The newest MySQL that Debian packages, if an earlier run has fetched it. */
export const fetchedMySql = (cacheDirectory: string) => newestMySql.prove(homeIn(cacheDirectory));

/** Gives the newest MySQL that Debian packages, fetching it into the cache first if it is not there. */
export function fetchMySql(cacheDirectory: string, report: (message: string) => void): Promise<ServerBinary> {
  return fetchPackagedServer(newestMySql, homeIn(cacheDirectory), report);
}
