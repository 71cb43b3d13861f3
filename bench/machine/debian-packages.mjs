import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePrivateApt } from '../../.cache/gateway/database/embedded/program/private-apt.js';
import { runCommand } from '../../.cache/gateway/database/embedded/program/run-command.js';

const deadlineMinutes = 5;

/**
 * Unpacks packages of the distribution, and what they need that is not installed, into `home`; installs nothing, so
 * that no service starts by itself. Needs no root. Does nothing when they are there already.
 * @returns whether they are there
 */
export async function unpackPackages(names, home) {
  if (await stat(home).catch(() => null)) return true;
  const parent = join(home, '..');
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'unfinished-'));
  try {
    const signal = AbortSignal.timeout(deadlineMinutes * 60_000);
    const unpacked = join(work, 'root');
    await mkdir(unpacked);
    const apt = await preparePrivateApt(work, signal);
    await apt.run('apt-get', '-q', 'update');
    const { archives } = await apt.download(...names);
    for (const archive of archives ?? []) {
      const { code } = await runCommand('dpkg-deb', ['-x', archive, unpacked], { signal });
      if (code !== 0) return false;
    }
    if ((await readdir(unpacked)).length === 0) return false;
    await rename(unpacked, home);
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
