import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathExists } from '../../../src/database/embedded/directories.js';
import { EmbeddedDatabaseError } from '../../../src/database/embedded/embedded-database-error.js';
import { aptComplaint, preparePrivateApt } from '../../../src/database/embedded/program/private-apt.js';
import { runCommand } from '../../../src/database/embedded/program/run-command.js';
import { libraryDirectories } from '../../../src/database/embedded/program/server-binary.js';

/** Ends every message about a server that cannot be had. */
export const waysOut =
  'install apt and debian-archive-keyring, or run the tests on a server of your own: TEST_DATABASE_URL=mysql://user:password@host:port npm test';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Downloads a package of Debian's newest release and everything that it needs, the C library included, whatever the
 * release of this machine is. apt checks the signatures against Debian's own keys.
 */
export async function downloadFromSid(name: string, work: string, deadline: AbortSignal): Promise<string[]> {
  if (!(await pathExists(keyring))) {
    throw new EmbeddedDatabaseError(`there is no ${keyring} to check Debian's signatures with; ${waysOut}`);
  }
  const source = `deb [signed-by=${keyring}] ${await debianMirror()} sid main`;
  await writeFile(join(work, 'sources.list'), `${source}\n`);
  await writeFile(join(work, 'status'), '');
  const apt = await preparePrivateApt(work, deadline, ownSource(work));
  const update = await apt.run('apt-get', '-q', 'update');
  const { archives, output } = await apt.download(name);
  if (archives) return archives;
  const complaint = aptComplaint(update.output) || aptComplaint(output);
  throw new EmbeddedDatabaseError(
    `apt-get cannot fetch ${name} of Debian sid${complaint}; try again, or ${waysOut}`,
  );
}

/** One source alone, and nothing taken for installed. */
const ownSource = (work: string) => `
Dir::State::status "${work}/status";
Dir::Etc::sourcelist "${work}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
#clear APT::Default-Release;
`;

/** The mirror of Debian that this machine's own sources name, else Debian's general address. */
async function debianMirror(): Promise<string> {
  const { output } = await runCommand(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'],
    {
      signal: AbortSignal.timeout(10_000),
    },
  );
  return output.split('\n').find((uri) => /\/debian\/?$/.test(uri)) ?? 'http://deb.debian.org/debian';
}

/** The libraries of the packages below `home`, with the dynamic loader that belongs to them. */
export async function ownLibraries(home: string): Promise<{ libraries: string[]; loader: string } | null> {
  const libraries = await libraryDirectories(home);
  for (const directory of libraries) {
    const name = (await readdir(directory)).find((entry) => /^ld-linux.*\.so\.\d+$/.test(entry));
    if (name) return { libraries, loader: join(directory, name) };
  }
  return null;
}
