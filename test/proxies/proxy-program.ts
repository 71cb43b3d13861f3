import { join, resolve } from 'node:path';
import { EmbeddedDatabaseError } from '../../src/database/embedded/embedded-database-error.js';
import { cacheName } from '../../src/database/embedded/program/fetch-mariadb.js';
import { fetchPackagedServer } from '../../src/database/embedded/program/fetch-packaged-server.js';
import { aptComplaint, preparePrivateApt } from '../../src/database/embedded/program/private-apt.js';
import { runCommand } from '../../src/database/embedded/program/run-command.js';
import { libraryDirectories } from '../../src/database/embedded/program/server-binary.js';

/** A proxy that has been seen to run. */
export interface ProxyProgram {
  path: string;
  version: string;
  environment: NodeJS.ProcessEnv;
}

const cacheDirectory = resolve(import.meta.dirname, '..', '..', '.cache');

/**
 * The proxy of this machine; where none is installed, one from the distribution's package, which is unpacked into the
 * cache. Null, and a word about it, where neither is to be had.
 */
export async function findProxy(name: 'nginx' | 'haproxy'): Promise<ProxyProgram | null> {
  for (const path of [name, `/usr/sbin/${name}`]) {
    const installed = await prove(path, []);
    if (installed) return installed;
  }
  const packaged = {
    name,
    waysOut: `install ${name}`,
    async download(work: string, deadline: AbortSignal) {
      const apt = await preparePrivateApt(work, deadline);
      const update = await apt.run('apt-get', '-q', 'update');
      const { archives, output } = await apt.download(name);
      const complaint = aptComplaint(update.output) || aptComplaint(output);
      if (!archives) throw new EmbeddedDatabaseError(`apt-get cannot fetch ${name}${complaint}`);
      return archives;
    },
    prove: async (home: string) => prove(join(home, 'usr/sbin', name), await libraryDirectories(home)),
  };
  try {
    const home = join(cacheDirectory, await cacheName(name));
    return await fetchPackagedServer(packaged, home, (message) => console.error(message));
  } catch (error) {
    if (!(error instanceof EmbeddedDatabaseError)) throw error;
    console.warn(`The gateway is not tried behind ${name}: ${error.message}.`);
    return null;
  }
}

async function prove(path: string, libraries: string[]): Promise<ProxyProgram | null> {
  const environment = { PATH: process.env.PATH, LD_LIBRARY_PATH: libraries.join(':') };
  const signal = AbortSignal.timeout(10_000);
  const { code, output } = await runCommand(path, ['-v'], { env: environment, signal });
  const version = /\d+\.\d+\.\d+/.exec(output)?.[0];
  return code === 0 && version ? { path, version, environment } : null;
}
