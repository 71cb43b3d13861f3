import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { childrenOf } from '../support/processes.js';

const projectRoot = resolve(import.meta.dirname, '..', '..');

/** A program that was never built, with a playground that was. */
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gateway-build-'));
  await mkdir(join(root, 'dist'));
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  await cp(join(projectRoot, 'src', 'build.mjs'), join(root, 'src', 'build.mjs'));
  await writeFile(join(root, 'src', 'main.ts'), 'export {};\n');
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');
  await cp(join(projectRoot, 'src', 'vite.config.ts'), join(root, 'src', 'vite.config.ts'));
  for (const folder of ['cli', 'import', join('verification', 'thread')]) {
    await mkdir(join(root, 'src', folder), { recursive: true });
    await writeFile(join(root, 'src', folder, 'main.ts'), 'export {};\n');
  }
  await writeFile(join(root, 'dist', '.playground-built'), '');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function build(): ChildProcess {
  return spawn(process.execPath, [join(root, 'src', 'build.mjs')], { stdio: ['ignore', 'pipe', 'pipe'] });
}

it('a build whose reader has gone goes on', async () => {
  const child = build();
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(await readdir(join(root, 'dist'))).toContain('main.js');
});

it('what a build says does not get into the output of the program that is started after it', async () => {
  const child = build();
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text) => (said.stdout += text));
  child.stderr?.on('data', (text) => (said.stderr += text));
  await once(child, 'close');
  expect(said).toEqual({ stdout: '', stderr: 'Building the program ...\n' });
});

it('a build leaves nothing of an earlier one but what it does not make', async () => {
  const earlier = ['dist/cli/old.js', 'dist/old/main.js', 'dist/playground/index.html', 'dist/sbom.cdx.json'];
  for (const path of earlier) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), '');
  }
  expect(await once(build(), 'close')).toEqual([0, null]);
  const files = await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true });
  const left = files.filter((file) => file.isFile() && !/^main\.js/.test(file.name)).map(({ name }) => name);
  expect(left.sort()).toEqual([
    '.playground-built',
    '.program-built',
    'index.html',
    'licenses.md',
    'sbom.cdx.json',
  ]);
});

it('a build that fails says why, and fails also when nobody hears it', async () => {
  await writeFile(join(root, 'dist', 'main.js'), 'an earlier build');
  await writeFile(join(root, 'src', 'main.ts'), 'const one = ;\n');
  const heard = build();
  let stderr = '';
  heard.stderr?.on('data', (text) => (stderr += text));
  expect(await once(heard, 'close')).toEqual([1, null]);
  expect(stderr).toContain('Building the program failed');
  expect(stderr).toBe(stripVTControlCharacters(stderr));
  expect(await readFile(join(root, 'dist', 'main.js'), 'utf8')).toBe('an earlier build');
  const unheard = build();
  unheard.stdout?.destroy();
  unheard.stderr?.destroy();
  expect(await once(unheard, 'close')).toEqual([1, null]);
});

it.each(['SIGTERM', 'SIGINT'] as const)('a build that gets %s ends what it has started', async (signal) => {
  const child = build();
  const started = await vi.waitUntil(async () => (await childrenOf(child.pid as number))[0], {
    interval: 10,
  });
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([null, signal]);
  await expect.poll(() => isThere(started)).toBe(false);
  // It was not left to do its work.
  expect(await readdir(join(root, 'dist'))).toEqual(['.playground-built']);
});

it('the program has one copy of graphql, as ES modules', async () => {
  const directory = join(projectRoot, 'dist', 'program');
  const maps = (await readdir(directory)).filter((name) => name.endsWith('.js.map'));
  const sources = await Promise.all(
    maps.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')).sources as string[]),
  );
  const files = sources.flat().filter((source) => source.includes('/node_modules/graphql/'));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !file.endsWith('.mjs'))).toEqual([]);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
