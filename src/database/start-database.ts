import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { programDirectory } from '../installation/program-directory.js';
import type { DatabaseAddress } from './data-source.js';
import { type Report, startEmbeddedDatabase } from './embedded/embedded-database.js';
import { demandFinished, startNewDatabase } from './embedded/new-database.js';
import { useEmbeddedDatabase } from './embedded/use-database.js';

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
 * @throws EmbeddedDatabaseError
 */
export async function startDatabase(config: Config, report: Report): Promise<StartedDatabase> {
  const { database } = config;
  if (database.kind === 'external') {
    return { address: { url: database.url, tls: database.tls }, stop: async () => {} };
  }
  await demandFinished(directoryIn(config.dataDirectory));
  const embedded = await startEmbeddedDatabase(embeddedOptions(config, report));
  return { address: addressOf(embedded), stop: (milliseconds) => embedded.stop(milliseconds) };
}

/**
 * Uses the embedded database, of a gateway that runs or of one that does not.
 * @throws EmbeddedDatabaseError, also when there is none yet
 */
export function useDatabase<T>(
  config: Config,
  report: Report,
  use: (address: DatabaseAddress) => Promise<T>,
): Promise<T> {
  const options = embeddedOptions(config, report);
  return useEmbeddedDatabase(options, (url) => use(addressOf({ url })));
}

/**
 * Starts an empty database that becomes the embedded one when it is kept.
 * @throws EmbeddedDatabaseError, also when there is one
 */
export async function makeDatabase(config: Config, report: Report) {
  const made = await startNewDatabase(embeddedOptions(config, report));
  return { address: addressOf(made), keep: made.keep, discard: made.discard };
}

function embeddedOptions(config: Config, report: Report) {
  return {
    dataDirectory: directoryIn(config.dataDirectory),
    cacheDirectory: config.cacheDirectory ?? join(programDirectory, '.cache'),
    report,
  };
}

const addressOf = ({ url }: { url: string }): DatabaseAddress => ({ url, tls: null });
