import { mkdir, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { engineOf, wrongEngine } from './data-engine.js';
import { dataLayoutOf, removeRunFiles } from './data-layout.js';
import { makeDirectory, pathExists } from './directories.js';
import { DatabaseInUseError, EmbeddedDatabaseError, unusableDirectory } from './embedded-database-error.js';
import { endEarlierServer } from './end-earlier-server.js';
import type { Engine } from './engine.js';
import { tryLock } from './file-lock.js';
import { initialiseDataDirectory } from './initialise-data-directory.js';
import { findOrFetchServer } from './program/find-or-fetch-server.js';
import { type ServerBinary, whyTooOld } from './program/server-binary.js';
import { noShell, readMachine, waysOut } from './program/ways-out.js';
import { prepareServerAccount, tellPort, urlOf } from './server-account.js';
import { keepServerRunning } from './server-keeper.js';
import { rotateServerLog } from './server-log.js';

/** A private MariaDB or MySQL server that runs as long as this process does. */
export interface EmbeddedDatabase {
  /** `mysql://user:password@127.0.0.1:port/database`. Stays the same across automatic restarts. */
  readonly url: string;
  /** Process id of the running server, for tests and diagnostics; undefined while it restarts. */
  readonly pid: number | undefined;
  /**
   * Stops the server cleanly, or by force when it takes longer; resolves once it has gone. Idempotent.
   * @param milliseconds 6 seconds if left out
   */
  stop(milliseconds?: number): Promise<void>;
}

/** Takes a line for a log; incidents are marked. */
export type Report = (message: string, severity?: 'info' | 'warn') => void;

export interface EmbeddedDatabaseOptions {
  /** Where data, password, lock and server log live; created with mode 0700. */
  dataDirectory: string;
  /** Where a fetched server binary and the pristine data directory are kept. */
  cacheDirectory: string;
  /**
   * Gives the server to run; that of this machine or its distribution if left out.
   * @param madeBy the engine of the data that are there
   */
  findServer?: (cacheDirectory: string, report: Report, madeBy: Engine | null) => Promise<ServerBinary>;
  /** More settings of the running server, such as `--default-time-zone=+09:00`; they override its own. */
  settings?: readonly string[];
  /** Progress and incident messages for a log: one short line each, no secrets, no stack. */
  report: Report;
}

/**
 * Starts a server on loopback for this process alone, and resolves once it answers queries.
 *
 * A server that dies is started again by itself. A server whose owner dies, even by SIGKILL, shuts itself down.
 * Throws `EmbeddedDatabaseError` for everything an operator can mend.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  try {
    return await start(options);
  } catch (error) {
    throw await asExpected(error, options);
  }
}

async function start({
  dataDirectory,
  cacheDirectory,
  findServer = findOrFetchServer,
  settings = [],
  report,
}: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  await demandShell();
  const layout = dataLayoutOf(await makeDirectory('DATA_DIR', dataDirectory, 0o700));
  const cache = await makeDirectory('CACHE_DIR', cacheDirectory);

  const attempt = await tryLock(layout.lock);
  if ('holder' in attempt) throw new DatabaseInUseError(dataDirectory, attempt.holder);
  const release = () => removeRunFiles(layout).finally(() => attempt.lock.release());

  try {
    await endEarlierServer(layout, report);
    await removeRunFiles(layout);
    const madeBy = await engineOf(layout);
    const binary = await findServer(cache, report, madeBy);
    if (madeBy && madeBy !== binary.engine) throw wrongEngine(madeBy, binary);
    const tooOld = whyTooOld(binary);
    if (tooOld) throw new EmbeddedDatabaseError(`${tooOld}; ${waysOut(await readMachine())}`);
    await initialiseDataDirectory(layout, binary, cache);
    await mkdir(layout.temporary, { mode: 0o700 });
    await rotateServerLog(layout.log);
    const password = await prepareServerAccount(layout, binary.engine);
    const keeper = await keepServerRunning({ layout, binary, password, settings, report });
    await tellPort(layout, keeper.port).catch(async (error) => {
      await keeper.stop();
      throw error;
    });
    let stopped: Promise<void> | undefined;
    return {
      url: urlOf(password, keeper.port),
      get pid() {
        return keeper.pid;
      },
      stop(milliseconds) {
        stopped ??= keeper.stop(milliseconds).finally(release);
        return stopped;
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Windows has none, nor has an image with nothing but Node. */
async function demandShell(): Promise<void> {
  const machine = await readMachine();
  if (machine.platform !== 'win32' && (await pathExists('/bin/sh'))) return;
  throw new EmbeddedDatabaseError(noShell(machine));
}

/** A full disk or a missing permission is the operator's to mend, so it gets a short message as well. */
async function asExpected(error: unknown, options: EmbeddedDatabaseOptions): Promise<unknown> {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const { path, code } = error as NodeJS.ErrnoException;
  for (const [setting, folder] of [
    ['DATA_DIR', options.dataDirectory],
    ['CACHE_DIR', options.cacheDirectory],
  ] as const) {
    const spelling = await realpath(folder).catch(() => folder);
    if (path?.startsWith(`${spelling}${sep}`)) return unusableDirectory(setting, path, error);
  }
  const place = path ?? `${options.dataDirectory} or ${options.cacheDirectory}`;
  return new EmbeddedDatabaseError(`cannot prepare the database: ${code} at ${place}`, { cause: error });
}
