import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, runCommand } from './run-command.js';

/** An apt that has its lists, its cache and its log in one folder of its own, and leaves the system as it is. */
export interface PrivateApt {
  /** Runs `apt-get`, `apt-cache` or another of its tools. */
  run(tool: string, ...args: string[]): Promise<CommandResult>;
  /**
   * Downloads packages and whatever they need that is not installed. apt checks their signatures as for any
   * installation. The archives are null if it failed; `output` then says why.
   */
  download(...names: string[]): Promise<{ archives: string[] | null; output: string }>;
}

/**
 * Reads the system's sources and package status, unless told otherwise.
 * @param settings more of them, in the language of apt.conf
 */
export async function preparePrivateApt(
  work: string,
  deadline: AbortSignal,
  settings = '',
): Promise<PrivateApt> {
  const archives = join(work, 'cache/archives');
  await mkdir(join(work, 'lists/partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  const configuration = join(work, 'apt.conf');
  await writeFile(configuration, ownFolders(work) + settings);

  const env = { ...aptEnvironment(), LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const run = (tool: string, ...args: string[]) =>
    runCommand(tool, ['-c', configuration, ...args], { env, signal: deadline });

  return {
    run,
    async download(...names) {
      const options = ['-q', '-y', '--no-install-recommends', '--download-only'];
      const { code, output } = await run('apt-get', ...options, 'install', ...names);
      if (code !== 0) return { archives: null, output };
      const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
      return { archives: files.map((file) => join(archives, file)), output };
    },
  };
}

/** The first thing that apt complains of, in parentheses and short, or nothing. */
export function aptComplaint(output: string): string {
  // A line with `Err:` has the address, and the next one the reason.
  const complaint = /^Err:.*\n +(.+)|^((?:E|W):.+)/m.exec(output);
  return complaint ? ` (${(complaint[1] ?? complaint[0]).slice(0, 160)})` : '';
}

/** What apt needs to find its programs, its settings and its proxy. The rest of our environment may hold secrets. */
function aptEnvironment(): NodeJS.ProcessEnv {
  const isForApt = /^(PATH|HOME|TMPDIR|APT_CONFIG|\w+_proxy)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isForApt.test(name)));
}

/**
 * A file rather than -o options, because only a file can `#clear`: the hooks of the system's own apt
 * configuration (Docker images delete archives in one) would act on the system.
 */
const ownFolders = (work: string) => `
Dir::State "${work}";
Dir::State::status "/var/lib/dpkg/status";
Dir::State::Lists "${work}/lists";
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
