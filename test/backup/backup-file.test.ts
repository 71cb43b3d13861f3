import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackupEntry, BackupHeader } from '../../src/backup/backup-content.js';
import { decodeBackup } from '../../src/backup/file/decode-backup.js';
import { encodeBackup } from '../../src/backup/file/encode-backup.js';
import { readPieces } from '../../src/backup/file/read-pieces.js';
import { writeWholeFile } from '../../src/backup/file/whole-file.js';

const header: BackupHeader = {
  release: '1.2.3',
  takenAt: '2026-11-29T12:00:00.000Z',
  engine: 'MariaDB',
  engineVersion: '10.11.19',
  lastMigration: 'CreateTables1763800000000',
  keyIds: ['1a2b3c4d'],
};

const entries: BackupEntry[] = [
  {
    table: 'things',
    columns: [
      { name: 'id', isBinary: false },
      { name: 'bytes', isBinary: true },
    ],
    nextId: '7',
  },
  ['1', Buffer.from([0, 255, 10])],
  ['2', null],
  ['a\u2028\n"', Buffer.alloc(100_000, 3)],
  { table: 'none', columns: [{ name: 'id', isBinary: false }], nextId: null },
];

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function whole(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of encodeBackup(header, each(entries), { tables: 0, rows: 0 })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What a compressed backup says, read in pieces of whatever length. */
async function decoded(compressed: Buffer) {
  const stream = Readable.from(chunksOf(compressed));
  const { entries, ...rest } = await decodeBackup(readPieces({ stream }, new AbortController().signal));
  const found: BackupEntry[] = [];
  for await (const entry of entries) found.push(entry);
  return { ...rest, entries: found };
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 997) yield bytes.subarray(start, start + 997);
}

describe('a backup', () => {
  it('says what was written', async () => {
    const found = await decoded(gzipSync(await whole()));
    expect(found).toEqual({ header: { format: 'delivery-gateway backup 1', ...header }, entries });
  });

  it('that is cut off anywhere is refused', async () => {
    const compressed = gzipSync(await whole());
    for (let length = 0; length < compressed.length; length += 1) {
      await expect(decoded(compressed.subarray(0, length)), `${length} bytes`).rejects.toThrow(
        /damaged or cut off|not a backup/,
      );
    }
  });

  it('that is cut off between two lines and packed again is refused', async () => {
    const text = await whole();
    const lines = text.toString('utf8').split(/(?<=\n)/);
    for (let count = 1; count < lines.length; count += 1) {
      const shorter = gzipSync(lines.slice(0, count).join(''));
      await expect(decoded(shorter), `${count} lines`).rejects.toThrow('damaged or cut off');
    }
    expect((await decoded(gzipSync(lines.join('')))).entries).toEqual(entries);
  });

  it('with a changed bit is refused, packed or not', async () => {
    const text = await whole();
    const compressed = gzipSync(text);
    // The first ten bytes are of the packing: its time and the system, which say nothing of the content.
    for (let at = 10; at < compressed.length; at += 1) {
      await expect(decoded(flipped(compressed, at)), `byte ${at}`).rejects.toThrow(
        /damaged or cut off|not a backup/,
      );
    }
    for (let at = 0; at < text.length; at += at < 600 || at > text.length - 200 ? 1 : 1_013) {
      await expect(decoded(gzipSync(flipped(text, at))), `byte ${at}`).rejects.toThrow(
        /damaged or cut off|not a backup|a newer release/,
      );
    }
  });

  it('with a line too many, twice or less is refused', async () => {
    const lines = (await whole()).toString('utf8').split(/(?<=\n)/);
    const others = [
      [...lines, '[]\n'],
      [...lines, ...lines],
      lines.toSpliced(2, 1),
      lines.toSpliced(2, 0, lines[2] ?? ''),
    ];
    for (const other of others) await expect(decoded(gzipSync(other.join('')))).rejects.toThrow('damaged');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('CREATE TABLE things (id INT);\n')],
    ['a packed text', gzipSync('CREATE TABLE things (id INT);\n')],
    ['packed JSON', gzipSync('{"format":"another"}\n')],
    ['npm before it', Buffer.concat([Buffer.from('> delivery-gateway@0.1.0 cli\n'), gzipSync('{}')])],
  ])('is not %s', async (_, bytes) => {
    await expect(decoded(bytes)).rejects.toThrow('This is not a backup of a gateway.');
  });

  it('of a later format is refused with its release', async () => {
    const later = (await whole()).toString('utf8').replace('backup 1', 'backup 2');
    await expect(decoded(gzipSync(later))).rejects.toThrow('newer release (1.2.3)');
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] as number) ^ 1;
  return changed;
}

describe('the file of a backup', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'backup-file-'));
    path = join(directory, 'backup');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const write = (text: string, replaces = false) =>
    writeWholeFile(path, replaces, (file) => pipeline([text], file));

  it('can be read by its owner alone', async () => {
    const mask = process.umask(0);
    await write('content').finally(() => process.umask(mask));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe('content');
    expect(await readdir(directory)).toEqual(['backup']);
  });

  it('is not there before it is whole, and not at all when that fails', async () => {
    const failing = writeWholeFile(path, false, async (file) => {
      await new Promise((written) => file.write('half', written));
      expect(await readdir(directory)).toEqual([expect.stringMatching(/^backup\.\w{8}\.part$/)]);
      file.destroy();
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(await readdir(directory)).toEqual([]);
  });

  it('replaces none that is there, unless told', async () => {
    await write('first');
    await expect(write('second')).rejects.toThrow('is there already');
    expect(await readFile(path, 'utf8')).toBe('first');
    await write('third', true);
    expect(await readFile(path, 'utf8')).toBe('third');
  });

  it('replaces none that came while it was written', async () => {
    const slow = writeWholeFile(path, false, async (file) => {
      await write('faster');
      await pipeline(['slower'], file);
    });
    await expect(slow).rejects.toThrow('was made by another program meanwhile');
    expect(await readFile(path, 'utf8')).toBe('faster');
    expect(await readdir(directory)).toEqual(['backup']);
  });

  it.each<[string, string, (path: string) => Promise<unknown>]>([
    ['a folder', 'is a folder', (at) => mkdir(at)],
    ['a link to nowhere', 'is no ordinary file', (at) => symlink('/nowhere', at)],
    ['a link to a device', 'is no ordinary file', (at) => symlink('/dev/null', at)],
  ])('is not written in place of %s, also when told to replace', async (_, sentence, make) => {
    await make(path);
    for (const replaces of [false, true]) await expect(write('text', replaces)).rejects.toThrow(sentence);
    expect(await readdir(directory)).toEqual(['backup']);
  });

  it('is refused where there is no such folder, or a file in its place', async () => {
    path = join(directory, 'nowhere', 'backup');
    await expect(write('text')).rejects.toThrow(/backup cannot be written: ENOENT\.$/);
    await writeFile(join(directory, 'file'), '');
    path = join(directory, 'file', 'backup');
    await expect(write('text')).rejects.toThrow(/backup cannot be written: ENOTDIR\.$/);
  });

  it.runIf(process.platform === 'linux')('tells of a full disk, and leaves nothing', async () => {
    const full = writeWholeFile(path, false, async (file) => {
      file.destroy();
      await pipeline(['text'], createWriteStream('/dev/full'));
    });
    await expect(full).rejects.toThrow('there is no room left (ENOSPC)');
    expect(await readdir(directory)).toEqual([]);
  });
});
