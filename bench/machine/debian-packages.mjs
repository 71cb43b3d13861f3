import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../dist/database/embedded/run-command.js';

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
    for (const archive of await download(names, work, signal)) {
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

async function download(names, work, signal) {
  const archives = join(work, 'cache', 'archives');
  await mkdir(join(work, 'lists', 'partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  const configuration = join(work, 'apt.conf');
  await writeFile(configuration, aptConfiguration(work));
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => runCommand('apt-get', ['-c', configuration, '-q', '-y', ...args], { env, signal });
  await apt('update');
  await apt('--no-install-recommends', '--download-only', 'install', ...names);
  return (await readdir(archives))
    .filter((file) => file.endsWith('.deb'))
    .map((file) => join(archives, file));
}

/** A file, since only a file can clear the hooks of the system's own configuration. */
const aptConfiguration = (work) => `
Dir::State "${work}";
Dir::State::Lists "${work}/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::State::extended_states "${work}/extended_states";
Dir::Cache "${work}/cache";
Dir::Cache::archives "${work}/cache/archives";
Dir::Log "${work}";
Debug::NoLocking "true";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
