import { accessSync, constants, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { leakedSecrets } from '../support/transcript.js';

/** Debian's packages, by what is needed of them. */
const packages = {
  mariadbd: 'mariadb-server',
  galera_recovery: 'mariadb-server',
  'mariadb-install-db': 'mariadb-server',
  '/usr/lib/galera/libgalera_smm.so': 'galera-4',
  rsync: 'rsync',
  lsof: 'lsof',
  haproxy: 'haproxy',
};

/** Says what is missing, and installs nothing. */
export default async function setUp(project: TestProject) {
  const missing = Object.entries(packages).flatMap(([file, name]) => (isThere(file) ? [] : [name]));
  if (missing.length > 0) {
    console.error(
      `\nThe tests of a cluster need packages that are not installed. On Debian and Ubuntu, as root:\n\n  apt-get install --no-install-recommends ${[...new Set(missing)].join(' ')}\n`,
    );
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
  const directory = await mkdtemp(join(tmpdir(), 'gateway-cluster-output-'));
  project.provide('transcriptDirectory', directory);
  return async () => {
    const leaked = leakedSecrets(directory);
    if (leaked.length === 0) return rm(directory, { recursive: true, force: true });
    console.error(
      `\nSecrets in the output of the tests, which is kept in ${directory}: ${leaked.join('; ')}`,
    );
    process.on('exit', () => process.exit(1));
  };
}

function isThere(file: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin'];
  return file.startsWith('/') ? existsSync(file) : folders.some((folder) => isExecutable(join(folder, file)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
