import { join } from 'node:path';
import type { Config } from '../config/config.js';
import type { DatabaseAddress } from './data-source.js';
import { type Report, startEmbeddedDatabase } from './embedded/embedded-database.js';

/** The database that a configuration names, ready to be connected to. */
export interface StartedDatabase {
  address: DatabaseAddress;
  /** Ends an embedded database, within so many milliseconds if told; leaves any other alone. */
  stop(milliseconds?: number): Promise<void>;
}

/** The folder of the embedded database; null where an external one is used. */
export function embeddedDirectory({ database, dataDirectory }: Config): string | null {
  return database.kind === 'embedded' ? directoryIn(dataDirectory) : null;
}

const directoryIn = (dataDirectory: string) => join(dataDirectory, 'database');

/**
 * Starts the embedded database, unless the configuration names an external one. The embedded one ends with this process,
 * or by `stop`.
 * @param programDirectory where its server is kept, in `.cache`, if the configuration does not say
 * @throws EmbeddedDatabaseError
 */
export async function startDatabase(
  config: Config,
  programDirectory: string,
  report: Report,
): Promise<StartedDatabase> {
  const { database } = config;
  if (database.kind === 'external') {
    return { address: { url: database.url, tls: database.tls }, stop: async () => {} };
  }
  const embedded = await startEmbeddedDatabase({
    dataDirectory: directoryIn(config.dataDirectory),
    cacheDirectory: config.cacheDirectory ?? join(programDirectory, '.cache'),
    report,
  });
  return { address: { url: embedded.url, tls: null }, stop: (milliseconds) => embedded.stop(milliseconds) };
}
