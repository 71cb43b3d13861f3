import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryLock } from '../../../src/database/embedded/file-lock.js';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'embedded-file-lock-'));
  path = join(directory, 'lock');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

it('is given once, tells its holder, and is free again after its release', async () => {
  const first = await tryLock(path);
  expect(await tryLock(path)).toEqual({ holder: process.pid });
  if ('lock' in first) await first.lock.release();
  expect(await tryLock(path)).toHaveProperty('lock');
});

it('of a process that ended is taken over by exactly one of many', async () => {
  for (let round = 0; round < 50; round += 1) {
    await writeFile(path, `${process.ppid} some-earlier-start`);
    const attempts = await Promise.all(Array.from({ length: 8 }, () => tryLock(path)));
    expect(attempts.filter((attempt) => 'lock' in attempt)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['lock']);
  }
});

it('is taken over even if an earlier takeover was cut off', async () => {
  await writeFile(path, `${process.ppid} some-earlier-start`);
  await writeFile(`${path}.takeover`, `${process.ppid} some-earlier-start`);
  expect(await tryLock(path)).toHaveProperty('lock');
  expect(await readdir(directory)).toEqual(['lock']);
});

it('that holds no sense is taken over', async () => {
  await writeFile(path, '');
  expect(await tryLock(path)).toHaveProperty('lock');
});
