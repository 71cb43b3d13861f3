import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTemporaryDirectory } from '../directories.js';
import { EmbeddedDatabaseError } from '../embedded-database-error.js';
import { type FileLock, tryLock } from '../file-lock.js';
import { runCommand } from './run-command.js';

const deadlineMinutes = 5;

/** A database server in packages of a distribution. */
export interface PackagedServer<Binary> {
  /** Such as `MariaDB`, for messages. */
  readonly name: string;
  /** What to do where it cannot be had; ends every message about that. */
  readonly waysOut: string;
  /** Downloads the packages into `work` and gives the archives. */
  download(work: string, deadline: AbortSignal): Promise<string[]>;
  /** The server that is unpacked below `home`; null if there is none that runs. */
  prove(home: string): Promise<Binary | null>;
}

/**
 * Gives the server in `home`, a folder of the cache, fetching and unpacking it first if it is not there; processes that
 * do so at the same time wait for one another. Needs no root and leaves the system as it is.
 * @throws EmbeddedDatabaseError when it cannot be had within 5 minutes
 */
export async function fetchPackagedServer<Binary extends { readonly version: string }>(
  server: PackagedServer<Binary>,
  home: string,
  report: (message: string) => void,
): Promise<Binary> {
  const cached = await server.prove(home);
  if (cached) return cached;

  const { name, waysOut } = server;
  const deadline = AbortSignal.timeout(deadlineMinutes * 60_000);
  const lock = await waitForLock(server, join(dirname(home), 'fetch.lock'), deadline);
  try {
    const fetchedElsewhere = await server.prove(home);
    if (fetchedElsewhere) return fetchedElsewhere;

    const tools = await Promise.all(['apt-get', 'dpkg-deb'].map((tool) => runCommand(tool, ['--version'])));
    if (tools.some(({ code }) => code !== 0))
      throw new EmbeddedDatabaseError(`there is no ${name} server on this machine; ${waysOut}`);
    report(`no ${name} server found; fetching one with apt-get, for at most ${deadlineMinutes} minutes`);
    const started = Date.now();
    await unpackInto(server, home, deadline);
    const binary = await proveFetched(server, home);
    report(`fetched ${name} ${binary.version} in ${Math.round((Date.now() - started) / 1000)} s`);
    return binary;
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new EmbeddedDatabaseError(
      `fetching ${name} did not finish within ${deadlineMinutes} minutes; try again, or ${waysOut}`,
    );
  } finally {
    await lock.release();
  }
}

async function unpackInto(server: PackagedServer<unknown>, home: string, deadline: AbortSignal) {
  const { name, waysOut, download } = server;
  const work = await makeTemporaryDirectory(dirname(home));
  try {
    const unpacked = join(work, basename(home));
    for (const archive of await download(work, deadline)) {
      const { code } = await runCommand('dpkg-deb', ['-x', archive, unpacked], { signal: deadline });
      if (code !== 0) throw new EmbeddedDatabaseError(`cannot unpack the ${name} package; ${waysOut}`);
    }
    // Only a server seen to run gets the name that later starts look for. One there that does not run, for
    // instance since the system's libraries changed, makes room.
    await proveFetched(server, unpacked);
    await rm(home, { recursive: true, force: true });
    await rename(unpacked, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function proveFetched<Binary>({ name, waysOut, prove }: PackagedServer<Binary>, home: string) {
  const binary = await prove(home);
  if (!binary) throw new EmbeddedDatabaseError(`the fetched ${name} server does not run here; ${waysOut}`);
  return binary;
}

async function waitForLock(
  { name, waysOut }: PackagedServer<unknown>,
  path: string,
  deadline: AbortSignal,
): Promise<FileLock> {
  for (;;) {
    const attempt = await tryLock(path);
    if ('lock' in attempt) return attempt.lock;
    if (deadline.aborted) {
      throw new EmbeddedDatabaseError(
        `process ${attempt.holder} is still fetching ${name} after ${deadlineMinutes} minutes; try again, or ${waysOut}`,
      );
    }
    await sleep(100);
  }
}
