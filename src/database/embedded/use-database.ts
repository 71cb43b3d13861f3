import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineOf } from './data-engine.js';
import { type DataLayout, dataLayoutOf } from './data-layout.js';
import { type EmbeddedDatabaseOptions, startEmbeddedDatabase } from './embedded-database.js';
import { DatabaseInUseError, EmbeddedDatabaseError } from './embedded-database-error.js';
import { urlOfRunningServer } from './server-account.js';

/** A gateway that is starting has its database up by then, or it has failed. */
const patienceMilliseconds = 60_000;

/**
 * Uses the database of a gateway without disturbing it: its server while it runs, else one that is started for the time,
 * during which no gateway can start.
 * @param use gets `mysql://user:password@127.0.0.1:port/database`
 * @throws EmbeddedDatabaseError
 */
export async function useEmbeddedDatabase<T>(
  options: EmbeddedDatabaseOptions,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const layout = dataLayoutOf(options.dataDirectory);
  if ((await engineOf(layout)) === null) {
    throw new EmbeddedDatabaseError(
      `There is no database in DATA_DIR (${options.dataDirectory}), or this user may not see it.`,
    );
  }
  const { uid } = await stat(layout.data);
  if (process.getuid && process.getuid() !== uid) return use(await urlForOtherUser(layout, uid));
  const until = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      const database = await startEmbeddedDatabase(options);
      return await use(database.url).finally(() => database.stop());
    } catch (error) {
      if (!(error instanceof DatabaseInUseError)) throw error;
      const url = await urlOfRunningServer(layout);
      if (url !== null) return use(url);
      if (Date.now() > until) throw error;
    }
    await sleep(200);
  }
}

/** The superuser may use a server that runs. What a server that it started would write, its owner could not open any more. */
async function urlForOtherUser(layout: DataLayout, uid: number): Promise<string> {
  const url = await urlOfRunningServer(layout);
  if (url !== null) return url;
  throw new EmbeddedDatabaseError(
    `The database in DATA_DIR belongs to the user with the id ${uid}, and no gateway runs on it. Run this as that user.`,
  );
}
