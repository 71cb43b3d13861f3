import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

const bench = resolve(import.meta.dirname, '..');
const ofBench = createRequire(join(bench, 'package.json'));

/** What the numbers were measured on and with. */
export function describeMachine(programs, databaseVersion) {
  const [processor] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: outputOf('git', ['-C', bench, 'rev-parse', '--short', 'HEAD']),
    processor: `${cpus().length} × ${processor?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${systemName()}, Linux ${release()}`,
    busyBefore: loadavg()[0].toFixed(1),
    versions: {
      node: process.versions.node,
      [databaseVersion.includes('MariaDB') ? 'MariaDB' : 'MySQL']: databaseVersion,
      ...Object.fromEntries(
        ['express', 'mysql2', 'graphql', 'fastify', 'mercurius', 'graphql-yoga', '@envelop/graphql-jit']
          .concat(['graphql-http', '@apollo/server', 'type-graphql', 'typeorm'])
          .map((name) => [name, versionOf(name)]),
      ),
      ...(programs.wrk ? { wrk: programs.wrk.version } : { autocannon: versionOf('autocannon') }),
      ...(programs.php ? { php: programs.php.phpFpm.version, nginx: programs.php.nginx.version } : {}),
    },
  };
}

function versionOf(name) {
  const { packages } = ofBench('./package-lock.json');
  return packages[`node_modules/${name}`].version;
}

function systemName() {
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
}

function outputOf(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
