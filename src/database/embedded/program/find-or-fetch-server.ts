import { constants, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongEngine } from '../data-engine.js';
import { ensureDataTemplate } from '../data-template.js';
import { pathExists } from '../directories.js';
import { EmbeddedDatabaseError } from '../embedded-database-error.js';
import type { Engine } from '../engine.js';
import { mariaDb } from '../mariadb.js';
import { mySql } from '../mysql.js';
import { fetchMariaDb } from './fetch-mariadb.js';
import { proveServerBinary, type ServerBinary, whyTooOld } from './server-binary.js';
import { serverPlaces } from './server-places.js';

type Report = (message: string) => void;

/**
 * The installed server if there is one that runs, MariaDB before MySQL, else a MariaDB that is fetched into the cache.
 * @param madeBy the engine of the data that are there, which no other can open
 * @param places the folders to look in; the PATH and the usual ones if left out
 */
export async function findOrFetchServer(
  cacheDirectory: string,
  report: Report,
  madeBy: Engine | null,
  places?: readonly string[],
): Promise<ServerBinary> {
  const wanted = madeBy ?? mariaDb;
  let other: ServerBinary | undefined;
  for await (const server of installedServers(report, places ?? (await usualPlaces()))) {
    if (server.engine === wanted) return server;
    other ??= server;
  }
  if (madeBy === mySql) throw wrongEngine(madeBy, other);
  if (madeBy === null && other && (await canMakeTables(other, cacheDirectory, report))) return other;
  try {
    return await fetchMariaDb(cacheDirectory, report);
  } catch (error) {
    throw madeBy && other && error instanceof EmbeddedDatabaseError ? wrongEngine(madeBy, other) : error;
  }
}

/** Where programs lie is a fact of the machine, not a setting of ours. */
const usualPlaces = () => serverPlaces(process.platform, process.env.PATH ?? '');

async function* installedServers(report: Report, places: readonly string[]): AsyncGenerator<ServerBinary> {
  const seen = new Set<string>();
  for (const program of ['mariadbd', 'mysqld']) {
    for (const place of places) {
      const path = join(place, program);
      if (!(await pathExists(path, constants.X_OK))) continue;
      const file = await realpath(path);
      if (seen.has(file)) continue;
      seen.add(file);
      const server = await proveServerBinary(path);
      if (!server) continue;
      const reason = whyTooOld(server);
      if (reason) report(`${path} is not used: ${reason}`);
      else yield server;
    }
  }
}

/** Ubuntu's AppArmor, for one, lets an installed MySQL write in no folders but its own. */
async function canMakeTables(server: ServerBinary, cacheDirectory: string, report: Report): Promise<boolean> {
  try {
    await ensureDataTemplate(server, cacheDirectory);
    return true;
  } catch (error) {
    if (!(error instanceof EmbeddedDatabaseError)) throw error;
    report(`the MySQL of this machine is not used: ${error.message}`);
    return false;
  }
}
