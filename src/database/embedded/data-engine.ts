import { join } from 'node:path';
import type { DataLayout } from './data-layout.js';
import { pathExists } from './directories.js';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import type { Engine } from './engine.js';
import { mariaDb } from './mariadb.js';
import { mySql } from './mysql.js';
import type { ServerBinary } from './program/server-binary.js';

/** The engine that made the data; null if there are none yet. */
export async function engineOf({ data }: DataLayout): Promise<Engine | null> {
  if (!(await pathExists(data))) return null;
  // MySQL's own tables are in this file, MariaDB's in many.
  return (await pathExists(join(data, 'mysql.ibd'))) ? mySql : mariaDb;
}

/** For data that a server would damage, or not understand. */
export function wrongEngine(madeBy: Engine, server: ServerBinary | undefined): EmbeddedDatabaseError {
  const found = server
    ? `${server.engine.name} ${server.version}, which was found, cannot open it`
    : `no ${madeBy.name} was found`;
  return new EmbeddedDatabaseError(
    `the database in DATA_DIR was made by ${madeBy.name}, and ${found}; install ${madeBy.name} ${madeBy.minVersion} or later again, or set DATA_DIR to another folder for a new database`,
  );
}
