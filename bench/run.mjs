// `npm run bench`: brings the benchmark's own packages and the built gateway up to date, then runs it. JavaScript with
// nothing but Node, because it comes before everything that is to be installed.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const bench = import.meta.dirname;
const root = resolve(bench, '..');

const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const installed = join(bench, 'node_modules', '.package-lock.json');
if (changed(installed) < changed(join(bench, 'package-lock.json'))) {
  console.log('Installing the packages of the benchmark ...');
  run('npm', ['ci', '--loglevel=error'], bench);
}
run(process.execPath, [join(root, 'src', 'build.mjs')], root);
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
run(process.execPath, [vite, 'build', '--config', join(bench, 'vite.config.mjs')], root);
await import('./main.mjs');
