import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mariaDb } from '../../../../src/database/embedded/mariadb.js';
import { mySql } from '../../../../src/database/embedded/mysql.js';
import { cacheName } from '../../../../src/database/embedded/program/fetch-mariadb.js';
import { findOrFetchServer } from '../../../../src/database/embedded/program/find-or-fetch-server.js';
import type { ServerBinary } from '../../../../src/database/embedded/program/server-binary.js';
import { serverPlaces } from '../../../../src/database/embedded/program/server-places.js';
import { fetchedMySql } from '../../../support/database-servers/mysql-binary.js';
import { cacheDirectory, EmbeddedDatabases, query } from '../embedded-databases.js';

const ourMySql = await fetchedMySql(cacheDirectory);
let root: string;
let reports: string[];
const report = (message: string) => void reports.push(message);

beforeEach(async () => {
  reports = [];
  root = await mkdtemp(join(tmpdir(), 'find-server-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('places that are looked in', () => {
  it.each([
    ['darwin', 'opt/homebrew/opt/', ['mysql', 'mariadb@10.6', 'mariadb', 'mariadb@11.4', 'mysql@8.4']],
    ['darwin', 'usr/local/opt/', ['mysql', 'mariadb@10.6', 'mariadb', 'mariadb@11.4', 'mysql@8.4']],
  ] as const)(
    'on %s are formulas in %s, of whatever version, the newest first',
    async (platform, parent, names) => {
      for (const name of names) await mkdir(join(root, parent, name), { recursive: true });
      expect(
        (await serverPlaces(platform, '', root)).filter((place) => place.startsWith(join(root, parent))),
      ).toEqual(
        ['mariadb', 'mariadb@11.4', 'mariadb@10.6', 'mysql', 'mysql@8.4'].map((name) =>
          join(root, parent, name, 'bin'),
        ),
      );
    },
  );

  it('begin with the PATH, of which only whole paths count', async () => {
    const places = await serverPlaces('linux', '/one:bin::/two:/usr/sbin');
    expect(places.slice(0, 3)).toEqual(['/one', '/two', '/usr/sbin']);
    expect(places).toContain('/usr/libexec');
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('a server that is looked for', () => {
  const databases = new EmbeddedDatabases();

  it.runIf(ourMySql)('is MySQL where the machine has that alone, and it runs', async () => {
    const place = await install('mysqld', ourMySql as ServerBinary);
    const database = await databases.start({
      findServer: (cache, _, madeBy) => findOrFetchServer(cache, report, madeBy, [place]),
    });
    expect(await query(database.url, 'SELECT VERSION() AS version')).toEqual([
      { version: ourMySql?.version },
    ]);
    expect(reports).toEqual([]);
  });

  it.runIf(ourMySql)('is MariaDB where both are there, whatever its program is called', async () => {
    const ours = await findOrFetchServer(cacheDirectory, report, null);
    const places = [await install('mysqld', ourMySql as ServerBinary), await install('mysqld', ours)];
    const found = (madeBy: typeof mySql | null) => findOrFetchServer(cacheDirectory, report, madeBy, places);
    expect((await found(null)).engine).toBe(mariaDb);
    expect((await found(mariaDb)).engine).toBe(mariaDb);
    // What is there already decides.
    expect((await found(mySql)).engine).toBe(mySql);
  });

  it('is told when only the other engine, or none, is there for the data', async () => {
    const ours = await findOrFetchServer(cacheDirectory, report, null);
    const place = await install('mariadbd', ours);
    await expect(findOrFetchServer(cacheDirectory, report, mySql, [place])).rejects.toThrow(
      `made by MySQL, and MariaDB ${ours.version}, which was found, cannot open it; install MySQL 8.0.30 or later again`,
    );
    await expect(findOrFetchServer(cacheDirectory, report, mySql, [])).rejects.toThrow(
      'and no MySQL was found',
    );
  });

  it.each([
    [
      'mariadbd',
      'Ver 10.5.29-MariaDB for Linux',
      'MariaDB 10.5.29-MariaDB is too old, 10.6 or later is needed',
    ],
    ['mysqld', 'Ver 5.7.44 for Linux on x86_64', 'MySQL 5.7.44 is too old, 8.0.30 or later is needed'],
    ['mysqld', 'Ver 8.0.4 for Linux on x86_64', 'MySQL 8.0.4 is too old, 8.0.30 or later is needed'],
  ])('is not a %s that says "%s"', async (program, version, reason) => {
    const place = await writeProgram(program, `echo "${program}  ${version}"`);
    await mkdir(join(place, '..', 'share'));
    await writeFile(join(place, '..', 'share', 'mysql_system_tables.sql'), '');
    const found = await findOrFetchServer(await cacheWithMariaDb(), report, null, [place]);
    expect(found.command.join()).not.toContain(place);
    expect(reports).toEqual([`${join(place, program)} is not used: ${reason}`]);
  });

  it('is not a MySQL that may not write where the gateway wants it to, as under AppArmor', async () => {
    const place = await writeProgram(
      'mysqld',
      `case "$*" in *--version*) echo "mysqld  Ver 8.4.6 for Linux on x86_64";; *) echo "[ERROR] [MY-010187] Could not open file"; exit 1;; esac`,
    );
    const found = await findOrFetchServer(await cacheWithMariaDb(), report, null, [place]);
    expect(found.engine).toBe(mariaDb);
    expect(reports).toEqual([
      'the MySQL of this machine is not used: MySQL 8.4.6 cannot create its system tables: [MY-010187] Could not open file',
    ]);
  });
});

/** A cache in which MariaDB is already: where the machine has one installed, apt finds nothing left to download. */
async function cacheWithMariaDb(): Promise<string> {
  const cache = join(root, 'cache');
  const ours = await findOrFetchServer(cacheDirectory, report, mariaDb);
  await install('mariadbd', ours, join(cache, await cacheName('mariadb'), 'usr', 'sbin'));
  return cache;
}

/** Puts a server in a folder, as an installation has it, and gives that folder. */
async function install(
  name: string,
  { command, baseDirectory, environment }: ServerBinary,
  folder?: string,
): Promise<string> {
  const libraries = environment.LD_LIBRARY_PATH ? `LD_LIBRARY_PATH='${environment.LD_LIBRARY_PATH}' ` : '';
  const place = await writeProgram(
    name,
    `${libraries}exec ${command.map((word) => `'${word}'`).join(' ')} "$@"`,
    folder,
  );
  await symlink(join(baseDirectory, 'share'), join(place, '..', 'share'));
  return place;
}

async function writeProgram(name: string, script: string, folder?: string): Promise<string> {
  const place = folder ?? join(await mkdtemp(join(root, 'installed-')), 'bin');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(place, name), 0o755);
  return place;
}
