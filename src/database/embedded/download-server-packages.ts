import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedDatabaseError, WAYS_OUT } from './embedded-database-error.js';
import { runCommand } from './run-command.js';

const CORE_PACKAGE = 'mariadb-server-core';

/**
 * Downloads the server package and whatever it needs that is not installed, into `work`; gives the archives.
 * apt checks their signatures as for any installation. Reads the system's sources and package status, writes
 * only below `work`.
 */
export async function downloadServerPackages(work: string, deadline: AbortSignal): Promise<string[]> {
  const archives = join(work, 'cache/archives');
  await mkdir(join(work, 'lists/partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  const configuration = join(work, 'apt.conf');
  await writeFile(configuration, aptConfiguration(work));

  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (tool: string, ...args: string[]) =>
    runCommand(tool, ['-c', configuration, ...args], { env, signal: deadline });

  // One unreachable third-party source fails the update as a whole; what counts is whether the package is found.
  let { output } = await apt('apt-get', '-q', 'update');
  const names = (await apt('apt-cache', 'pkgnames', CORE_PACKAGE)).output.split('\n').filter(Boolean);
  for (const name of corePackages(names)) {
    const download = await apt(
      'apt-get',
      '-q',
      '-y',
      '--no-install-recommends',
      '--download-only',
      'install',
      name,
    );
    if (download.code === 0) {
      const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
      return files.map((file) => join(archives, file));
    }
    output = download.output;
  }
  throw new EmbeddedDatabaseError(`apt-get cannot fetch MariaDB${complaintIn(output)}; ${WAYS_OUT}`);
}

/** The plain name first; older Ubuntus have only names with a version, such as mariadb-server-core-10.6. */
function corePackages(names: string[]): string[] {
  const exact = new RegExp(`^${CORE_PACKAGE}(-[\\d.]+)?$`);
  const collator = new Intl.Collator('en', { numeric: true });
  const versioned = names.filter((name) => exact.test(name) && name !== CORE_PACKAGE).sort(collator.compare);
  return [...names.filter((name) => name === CORE_PACKAGE), ...versioned.reverse()];
}

function complaintIn(output: string): string {
  const complaint = output.split('\n').find((line) => /^(E|Err|W):/.test(line));
  return complaint ? ` (${complaint.slice(0, 160)})` : '';
}

/**
 * A file rather than -o options, because only a file can `#clear`: the hooks of the system's own apt
 * configuration (Docker images delete archives in one) would act on the system.
 */
function aptConfiguration(work: string): string {
  return `
Dir::State "${work}";
Dir::State::Lists "${work}/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::State::extended_states "${work}/extended_states";
Dir::Cache "${work}/cache";
Dir::Cache::archives "${work}/cache/archives";
Dir::Log "${work}";
Debug::NoLocking "true";
APT::Sandbox::User "root";
APT::Get::AllowUnauthenticated "false";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
}
