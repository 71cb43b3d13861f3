// Builds what is stale: the program and the playground page, both with Vite. Importing it builds. `npm start` does every time,
// so it must cost next to nothing when there is nothing to do, and it is JavaScript because nothing that reads TypeScript runs yet.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

// As in production.ts, which is not built yet.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`The gateway needs Node 20.19 or later; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

// Nobody may be there any more to read what it says, as after "npm start | head -1".
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

const root = resolve(import.meta.dirname, '..');
const inRoot = (path) => join(root, path);
const playground = inRoot('src/http/playground');
const common = [inRoot('package-lock.json'), inRoot('tsconfig.json')];

const builds = [
  {
    name: 'program',
    stamp: inRoot('dist/.program-built'),
    sources: [...common, inRoot('src')],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/vite.config.ts'],
    removesLeftovers: true,
  },
  {
    name: 'playground',
    stamp: inRoot('dist/.playground-built'),
    sources: [...common, playground],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', join(playground, 'vite.config.ts')],
  },
];

/** Time of the latest change in a file or a folder and all that is in it, in milliseconds; 0 when it is not there. */
function lastChange(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

/** What `dist` has besides the program. */
const others = ['playground', '.playground-built', 'sbom.cdx.json'];

/** Removes what an earlier build of the program made under another name: it would stay, and be packed. */
function removeOlder(folder, begun) {
  for (const name of readdirSync(folder).filter((name) => !others.includes(name))) {
    const path = join(folder, name);
    if (lastChange(path) < begun) rmSync(path, { recursive: true });
    else if (statSync(path).isDirectory()) removeOlder(path, begun);
  }
}

function isStale({ stamp, sources }) {
  const built = lastChange(stamp);
  return sources.some((source) => lastChange(source) > built);
}

const children = new Set();

function run({ name, stamp, command, removesLeftovers }) {
  const begun = new Date();
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((done) => {
    child.on('close', (code) => {
      children.delete(child);
      if (code === 0) {
        if (removesLeftovers) removeOlder(inRoot('dist'), begun);
        writeFileSync(stamp, '');
        // What changed while the build was running is stale again.
        utimesSync(stamp, begun, begun);
      } else {
        // Some of it is coloured wherever it is written.
        const said = process.stderr.isTTY ? output : stripVTControlCharacters(output);
        process.stderr.write(`Building the ${name} failed:\n${said}`);
      }
      done(code === 0);
    });
  });
}

if (process.argv.includes('--afresh')) rmSync(inRoot('dist'), { recursive: true, force: true });

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Whoever stops this stops what it started, which would go on writing into `dist`. */
function stop(signal) {
  for (const child of children) child.kill(signal);
  process.kill(process.pid, signal);
}
for (const signal of signals) process.once(signal, stop);

const stale = builds.filter(isStale);
if (stale.length > 0)
  process.stderr.write(`Building the ${stale.map(({ name }) => name).join(' and the ')} ...\n`);
const results = await Promise.all(stale.map(run));
for (const signal of signals) process.off(signal, stop);
if (!results.every(Boolean)) process.exit(1);

// Vite makes no command of it, and npx in this folder only does at its first time.
const command = inRoot('dist/cli/main.js');
if (existsSync(command)) chmodSync(command, 0o755);
