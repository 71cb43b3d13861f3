import { execFile } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './run-cli.js';

const run = promisify(execFile);

/** A zsh: that of the machine, or else from Debian's package, unpacked and not installed; null when neither can be had. */
export async function findZsh(): Promise<string | null> {
  const unpacked = join(projectRoot, '.cache', 'zsh', 'bin', 'zsh');
  for (const program of ['zsh', unpacked]) if (await works(program)) return program;
  const folder = join(projectRoot, '.cache', `zsh-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await run('apt-get', ['-qq', 'download', 'zsh'], { cwd: folder, timeout: 60_000 });
    await run('sh', ['-c', 'dpkg -x zsh_*.deb . && rm zsh_*.deb'], { cwd: folder });
    await rename(folder, join(projectRoot, '.cache', 'zsh'));
    return (await works(unpacked)) ? unpacked : null;
  } catch {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
}

async function works(program: string): Promise<boolean> {
  return run(program, ['-f', '-c', 'exit 0']).then(
    () => true,
    () => false,
  );
}
