import { EmbeddedDatabaseError, WAYS_OUT } from './embedded-database-error.js';
import { aptComplaint, preparePrivateApt } from './private-apt.js';

const CORE_PACKAGE = 'mariadb-server-core';

/** Downloads the distribution's own server package and whatever it needs that is not installed; gives the archives. */
export async function downloadServerPackages(work: string, deadline: AbortSignal): Promise<string[]> {
  const apt = await preparePrivateApt(work, deadline);
  // One unreachable third-party source fails the update as a whole; what counts is whether the package is found.
  let { output } = await apt.run('apt-get', '-q', 'update');
  const names = (await apt.run('apt-cache', 'pkgnames', CORE_PACKAGE)).output.split('\n').filter(Boolean);
  for (const name of corePackages(names)) {
    const download = await apt.download(name);
    if (download.archives) return download.archives;
    output = download.output;
  }
  throw new EmbeddedDatabaseError(`apt-get cannot fetch MariaDB${aptComplaint(output)}; ${WAYS_OUT}`);
}

/** The plain name first; older Ubuntus have only names with a version, such as mariadb-server-core-10.6. */
function corePackages(names: string[]): string[] {
  const exact = new RegExp(`^${CORE_PACKAGE}(-[\\d.]+)?$`);
  const collator = new Intl.Collator('en', { numeric: true });
  const versioned = names.filter((name) => exact.test(name) && name !== CORE_PACKAGE).sort(collator.compare);
  return [...names.filter((name) => name === CORE_PACKAGE), ...versioned.reverse()];
}
