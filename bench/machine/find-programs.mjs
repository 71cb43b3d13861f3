import { readdir, readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from '../../.cache/gateway/database/embedded/program/run-command.js';
import { unpackPackages } from './debian-packages.mjs';

const binFolders = ['usr/bin', 'usr/sbin', 'bin', 'sbin', 'usr/local/bin', 'usr/local/sbin'];

/**
 * The programs that are not Node's: on this machine, else unpacked from the distribution's packages. What cannot be
 * had is null, and why is in `absent`.
 */
export async function findPrograms(cache, { needsPhp }) {
  const packages = join(cache, `bench-${await systemName()}-${process.arch}`);
  const wrk = await installedOrUnpacked(['wrk'], join(packages, 'wrk'), findWrk);
  const php = needsPhp
    ? await installedOrUnpacked(['nginx', 'php-fpm', 'php-mysql'], join(packages, 'php'), findPhp)
    : null;
  return { wrk, php };
}

async function installedOrUnpacked(names, home, find) {
  const found = await find(['/', home]);
  if (found) return found;
  console.log(`Fetching ${names.join(', ')}, without installing anything ...`);
  return (await unpackPackages(names, home).catch(() => false)) ? find(['/', home]) : null;
}

async function findWrk(roots) {
  const path = await programIn(roots, /^wrk$/);
  if (!path) return null;
  const environment = await environmentOf(roots);
  return { path, environment, version: await versionOf(path, environment) };
}

async function findPhp(roots) {
  const nginx = await programIn(roots, /^nginx$/);
  const fpm = await programIn(roots, /^php-fpm[\d.]*$/);
  const modules = await phpModules(roots);
  if (!nginx || !fpm || !modules) return null;
  const environment = await environmentOf(roots);
  return {
    nginx: { path: nginx, environment, version: await versionOf(nginx, environment) },
    phpFpm: { path: fpm, environment, modules, version: await versionOf(fpm, environment) },
  };
}

async function programIn(roots, pattern) {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of [...onPath, ...roots.flatMap((root) => binFolders.map((bin) => join(root, bin)))]) {
    const name = (await namesIn(folder)).find((candidate) => pattern.test(candidate));
    if (name && (await stat(join(folder, name)).catch(() => null))?.isFile()) return join(folder, name);
  }
  return null;
}

async function versionOf(path, env) {
  const { output } = await runCommand(path, ['-v'], { env });
  return /\d+\.\d+\.\d+/.exec(output)?.[0] ?? 'unknown';
}

/** The modules may lie apart, when some of PHP is installed and the rest unpacked. */
async function phpModules(roots) {
  const found = {};
  for (const name of ['opcache', 'mysqlnd', 'mysqli']) {
    for (const folder of roots.map((root) => join(root, 'usr/lib/php'))) {
      for (const version of await namesIn(folder)) {
        const path = join(folder, version, `${name}.so`);
        if (await stat(path).catch(() => null)) found[name] ??= path;
      }
    }
    if (!found[name]) return null;
  }
  return found;
}

async function environmentOf(roots) {
  const libraries = new Set();
  for (const root of roots.filter((folder) => folder !== '/')) {
    for (const top of ['usr/lib', 'lib']) {
      const entries = await readdir(join(root, top), { recursive: true }).catch(() => []);
      const shared = entries.filter((entry) => /\.so\.\d/.test(entry));
      for (const entry of shared) libraries.add(dirname(join(root, top, entry)));
    }
  }
  const { PATH } = process.env;
  return libraries.size > 0 ? { PATH, LD_LIBRARY_PATH: [...libraries].join(':') } : { PATH };
}

async function namesIn(folder) {
  return readdir(folder).catch(() => []);
}

async function systemName() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1] ?? 'unknown';
  return `${field('ID')}-${field('VERSION_ID')}`;
}
