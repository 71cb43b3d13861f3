import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dataLayoutOf } from './data-layout.js';
import { flush, makeDirectory, pathExists } from './directories.js';
import { type EmbeddedDatabaseOptions, startEmbeddedDatabase } from './embedded-database.js';
import { DatabaseInUseError, EmbeddedDatabaseError } from './embedded-database-error.js';
import { endEarlierServer } from './end-earlier-server.js';
import { tryLock } from './file-lock.js';

/** A database that no gateway uses before it is whole. */
export interface NewDatabase {
  readonly url: string;
  /**
   * Stops it and gives it its place, all at once.
   * @throws EmbeddedDatabaseError when there is one by now
   */
  keep(): Promise<void>;
  /** Stops it and removes it. */
  discard(): Promise<void>;
}

/** All that was written has to be on the disk before it counts. */
const stopMilliseconds = 10 * 60_000;

/**
 * Starts an empty database that is to become the one of a data directory, in a folder beside it. What an interrupted call
 * has left there is removed.
 * @throws EmbeddedDatabaseError
 */
export async function startNewDatabase(options: EmbeddedDatabaseOptions): Promise<NewDatabase> {
  const { dataDirectory, report } = options;
  const unfinished = unfinishedFolder(dataDirectory);
  if (await pathExists(dataDirectory)) throw alreadyThere(dataDirectory);
  await removeLeftovers(await makeDirectory('DATA_DIR', unfinished, 0o700), report);
  const database = await startEmbeddedDatabase({ ...options, dataDirectory: unfinished });
  const discard = async () => {
    await database.stop();
    await rm(unfinished, { recursive: true, force: true });
  };
  return {
    url: database.url,
    async keep() {
      await database.stop(stopMilliseconds);
      try {
        // Fails where a gateway has been started meanwhile and made a database of its own.
        await rename(unfinished, dataDirectory);
      } catch (error) {
        await discard();
        throw (await pathExists(dataDirectory)) ? alreadyThere(dataDirectory) : error;
      }
      await flush(dirname(dataDirectory));
    },
    discard,
  };
}

/** @throws EmbeddedDatabaseError when a restore is under way, or was interrupted: a gateway would begin anew beside it */
export async function demandFinished(dataDirectory: string): Promise<void> {
  const unfinished = unfinishedFolder(dataDirectory);
  if (!(await pathExists(unfinished))) return;
  throw new EmbeddedDatabaseError(
    `A restore into DATA_DIR is under way or was interrupted. Let it end, or run it again. To begin with an empty database instead, remove ${unfinished}.`,
  );
}

const unfinishedFolder = (dataDirectory: string) => `${dataDirectory}.unfinished`;

async function removeLeftovers(unfinished: string, report: (message: string) => void): Promise<void> {
  const layout = dataLayoutOf(unfinished);
  const attempt = await tryLock(layout.lock);
  if ('holder' in attempt) throw new DatabaseInUseError(unfinished, attempt.holder);
  try {
    await endEarlierServer(layout, report);
    const names = (await readdir(unfinished)).map((name) => join(unfinished, name));
    for (const path of names.filter((path) => path !== layout.lock))
      await rm(path, { recursive: true, force: true });
  } finally {
    await attempt.lock.release();
  }
}

function alreadyThere(dataDirectory: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `There is a database in DATA_DIR already (${dataDirectory}). Set DATA_DIR to another folder, or move that database away.`,
  );
}
