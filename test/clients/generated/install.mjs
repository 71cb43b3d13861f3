// Installs the clients and the generators of clients that tests run, when their lock file has changed. They have a lock
// file of their own so that nobody who installs the gateway has to load them.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = import.meta.dirname;
const stamp = join(directory, 'node_modules', '.installed');
const wanted = readFileSync(join(directory, 'package-lock.json'), 'utf8');

if (textOf(stamp) !== wanted) {
  process.stdout.write('Installing clients for the tests ...\n');
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: directory,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status !== 0) {
    process.stderr.write(
      `${stdout}${stderr}\nThe clients could not be installed. Check that this machine reaches the npm ` +
        'registry, and that package.json and package-lock.json in test/clients/generated agree; then run it again.\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
