import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { downloadServerPackages } from './download-server-packages.js';
import { EmbeddedDatabaseError, WAYS_OUT } from './embedded-database-error.js';
import { tryLock } from './file-lock.js';
import { runCommand } from './run-command.js';
import { proveServerBinary, type ServerBinary } from './server-binary.js';
import { makeTemporaryDirectory } from './temporary-directory.js';

const DEADLINE_MINUTES = 5;

/**
 * Gives the server in the cache, fetching it from the system's own package source first if it is not there.
 * Needs no root and leaves the system as it is. Works on Debian and its descendants.
 */
export async function fetchServerBinary(
  cacheDirectory: string,
  report: (message: string) => void,
): Promise<ServerBinary> {
  const home = join(cacheDirectory, await cacheName());
  const cached = await provePackages(home);
  if (cached) return cached;

  const deadline = AbortSignal.timeout(DEADLINE_MINUTES * 60_000);
  const lock = await waitForLock(join(cacheDirectory, 'fetch.lock'), deadline);
  try {
    return (await provePackages(home)) ?? (await fetchInto(home, cacheDirectory, deadline, report));
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new EmbeddedDatabaseError(
      `fetching MariaDB did not finish within ${DEADLINE_MINUTES} minutes; try again, ${WAYS_OUT}`,
    );
  } finally {
    await lock.release();
  }
}

async function fetchInto(
  home: string,
  cacheDirectory: string,
  deadline: AbortSignal,
  report: (message: string) => void,
): Promise<ServerBinary> {
  const tools = await Promise.all(['apt-get', 'dpkg-deb'].map((tool) => runCommand(tool, ['--version'])));
  if (tools.some(({ code }) => code !== 0)) {
    throw new EmbeddedDatabaseError(`no MariaDB server found on this machine; ${WAYS_OUT}`);
  }

  report(`no MariaDB server found; fetching one with apt-get, for at most ${DEADLINE_MINUTES} minutes`);
  const started = Date.now();
  const work = await makeTemporaryDirectory(cacheDirectory);
  try {
    const unpacked = join(work, 'root');
    for (const archive of await downloadServerPackages(work, deadline)) {
      const { code } = await runCommand('dpkg-deb', ['-x', archive, unpacked], { signal: deadline });
      if (code !== 0) throw new EmbeddedDatabaseError(`cannot unpack the MariaDB package; ${WAYS_OUT}`);
    }
    if (!(await provePackages(unpacked))) {
      throw new EmbeddedDatabaseError(`the fetched MariaDB server does not run here; ${WAYS_OUT}`);
    }
    // Only a server seen to run gets the name that later starts look for. One there that does not run, for
    // instance since the system's libraries changed, makes room.
    await rm(home, { recursive: true, force: true });
    await rename(unpacked, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const binary = await provePackages(home);
  if (!binary) throw new EmbeddedDatabaseError(`the fetched MariaDB server does not run here; ${WAYS_OUT}`);
  report(`fetched MariaDB ${binary.version} in ${Math.round((Date.now() - started) / 1000)} s`);
  return binary;
}

/** The packages are unpacked below `home` as they would be below `/`, libraries included. */
async function provePackages(home: string): Promise<ServerBinary | undefined> {
  return proveServerBinary(join(home, 'usr/sbin/mariadbd'), await libraryDirectories(home));
}

async function libraryDirectories(home: string): Promise<string[]> {
  const found: string[] = [];
  for (const top of [join(home, 'usr/lib'), join(home, 'lib')]) {
    const below = await readdir(top, { withFileTypes: true }).catch(() => []);
    const inner = below.filter((entry) => entry.isDirectory()).map((entry) => join(top, entry.name));
    for (const directory of [top, ...inner]) {
      const names = await readdir(directory).catch(() => []);
      if (names.some((name) => /\.so(\.|$)/.test(name))) found.push(directory);
    }
  }
  return found;
}

/** One cache may be seen from several systems, such as a host and a container; their libraries differ. */
async function cacheName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1] ?? 'unknown';
  return `mariadb-${field('ID')}-${field('VERSION_ID')}-${process.arch}`;
}

async function waitForLock(path: string, deadline: AbortSignal) {
  for (;;) {
    const attempt = await tryLock(path);
    if ('lock' in attempt) return attempt.lock;
    if (deadline.aborted) {
      throw new EmbeddedDatabaseError(
        `process ${attempt.holder} is still fetching MariaDB after ${DEADLINE_MINUTES} minutes; try again, ${WAYS_OUT}`,
      );
    }
    await sleep(100);
  }
}
