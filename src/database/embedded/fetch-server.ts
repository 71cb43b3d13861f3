import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { tryLock } from './file-lock.js';
import { runCommand } from './run-command.js';
import { makeTemporaryDirectory } from './temporary-directory.js';

const DEADLINE_MINUTES = 5;

/** A database server in packages of a distribution. */
export interface PackagedServer<Binary extends { readonly version: string }> {
  /** Such as `MariaDB`, for messages. */
  readonly name: string;
  /** What to do where it cannot be had; ends every message about that. */
  readonly waysOut: string;
  /** Downloads the packages into `work` and gives the archives. */
  download(work: string, deadline: AbortSignal): Promise<string[]>;
  /** The server that is unpacked below `home`; undefined if there is none that runs. */
  prove(home: string): Promise<Binary | undefined>;
}

/**
 * Gives the server in `home`, a folder of the cache, fetching and unpacking it first if it is not there; processes that
 * do so at the same time wait for one another. Needs no root and leaves the system as it is.
 * @throws EmbeddedDatabaseError when it cannot be had within 5 minutes
 */
export async function fetchServer<Binary extends { readonly version: string }>(
  server: PackagedServer<Binary>,
  home: string,
  report: (message: string) => void,
): Promise<Binary> {
  const cached = await server.prove(home);
  if (cached) return cached;

  const deadline = AbortSignal.timeout(DEADLINE_MINUTES * 60_000);
  const lock = await waitForLock(server, join(home, '..', 'fetch.lock'), deadline);
  try {
    return (await server.prove(home)) ?? (await fetchInto(server, home, deadline, report));
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new EmbeddedDatabaseError(
      `fetching ${server.name} did not finish within ${DEADLINE_MINUTES} minutes; try again, ${server.waysOut}`,
    );
  } finally {
    await lock.release();
  }
}

async function fetchInto<Binary extends { readonly version: string }>(
  { name, waysOut, download, prove }: PackagedServer<Binary>,
  home: string,
  deadline: AbortSignal,
  report: (message: string) => void,
): Promise<Binary> {
  const tools = await Promise.all(['apt-get', 'dpkg-deb'].map((tool) => runCommand(tool, ['--version'])));
  if (tools.some(({ code }) => code !== 0)) {
    throw new EmbeddedDatabaseError(`no ${name} server found on this machine; ${waysOut}`);
  }

  report(`no ${name} server found; fetching one with apt-get, for at most ${DEADLINE_MINUTES} minutes`);
  const started = Date.now();
  const work = await makeTemporaryDirectory(join(home, '..'));
  try {
    const unpacked = join(work, basename(home));
    for (const archive of await download(work, deadline)) {
      const { code } = await runCommand('dpkg-deb', ['-x', archive, unpacked], { signal: deadline });
      if (code !== 0) throw new EmbeddedDatabaseError(`cannot unpack the ${name} package; ${waysOut}`);
    }
    if (!(await prove(unpacked))) {
      throw new EmbeddedDatabaseError(`the fetched ${name} server does not run here; ${waysOut}`);
    }
    // Only a server seen to run gets the name that later starts look for. One there that does not run, for
    // instance since the system's libraries changed, makes room.
    await rm(home, { recursive: true, force: true });
    await rename(unpacked, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const binary = await prove(home);
  if (!binary) throw new EmbeddedDatabaseError(`the fetched ${name} server does not run here; ${waysOut}`);
  report(`fetched ${name} ${binary.version} in ${Math.round((Date.now() - started) / 1000)} s`);
  return binary;
}

async function waitForLock(
  { name, waysOut }: { name: string; waysOut: string },
  path: string,
  deadline: AbortSignal,
) {
  for (;;) {
    const attempt = await tryLock(path);
    if ('lock' in attempt) return attempt.lock;
    if (deadline.aborted) {
      throw new EmbeddedDatabaseError(
        `process ${attempt.holder} is still fetching ${name} after ${DEADLINE_MINUTES} minutes; try again, ${waysOut}`,
      );
    }
    await sleep(100);
  }
}
