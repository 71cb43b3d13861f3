import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferPoolMebibytes } from '../../../src/database/embedded/buffer-pool.js';

const mebibyte = 2 ** 20;
const memory = 8_192 * mebibyte;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'buffer-pool-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Makes a file of this size, which takes no room on the disk. */
async function addFile(name: string, mebibytes: number): Promise<void> {
  const file = join(directory, name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, '');
  await truncate(file, mebibytes * mebibyte);
}

describe('the memory for data', () => {
  it('is 128 MiB for few', async () => {
    expect(await bufferPoolMebibytes(directory, memory)).toBe(128);
    await addFile('gateway/delivery_servers.ibd', 100);
    expect(await bufferPoolMebibytes(directory, memory)).toBe(128);
  });

  it('holds the files of all tables, and no others', async () => {
    await addFile('gateway/delivery_servers.ibd', 500);
    await addFile('gateway/audit_entries.ibd', 200);
    await addFile('ib_logfile0', 96);
    expect(await bufferPoolMebibytes(directory, memory)).toBe(700);
  });

  it('is a quarter of all memory at most, and 128 MiB with the least memory', async () => {
    await addFile('gateway/delivery_servers.ibd', 5_000);
    expect(await bufferPoolMebibytes(directory, memory)).toBe(2_048);
    expect(await bufferPoolMebibytes(directory, 256 * mebibyte)).toBe(128);
    const here = await bufferPoolMebibytes(directory);
    expect(here).toBeGreaterThanOrEqual(128);
    expect(here).toBeLessThanOrEqual(5_000);
  });
});
