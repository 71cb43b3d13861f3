import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { BackupError } from '../backup-error.js';

/** What a file system that knows no second name for a file answers to link(2). */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'];

/**
 * Makes a file that only its owner can read. It is there whole and on the disk, or not at all: until then it has another
 * name, which ends with `.part`. Only a process that is killed leaves that behind.
 * @param replaces whether a file of that name makes room
 * @param write ends the stream
 * @throws BackupError when there can be no such file
 */
export async function writeWholeFile(
  path: string,
  replaces: boolean,
  write: (file: Writable) => Promise<void>,
): Promise<void> {
  await demandRoomAt(path, replaces);
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const handle = await open(part, 'wx', 0o600);
    await write(handle.createWriteStream({ flush: true }));
    await giveName(part, path, replaces);
    await flush(dirname(path));
  } catch (error) {
    throw fileError(path, error);
  } finally {
    await rm(part, { force: true });
  }
}

/** @throws BackupError when a file could not be made there; asked before long work begins */
export async function demandRoomAt(path: string, replaces: boolean): Promise<void> {
  const found = await lstat(path).catch((error) => {
    if (error.code === 'ENOENT') return null;
    throw fileError(path, error);
  });
  if (found === null) return;
  if (found.isDirectory()) throw new BackupError(`${path} is a folder. Name a file in it.`);
  // A device or a link would be replaced as well.
  if (!found.isFile()) throw new BackupError(`${path} is there and is no ordinary file. Name another.`);
  if (!replaces)
    throw new BackupError(`${path} is there already. Name another file, or replace it with --force.`);
}

async function giveName(part: string, path: string, replaces: boolean): Promise<void> {
  if (replaces) return rename(part, path);
  try {
    // Unlike rename(2), it never replaces a file that came there meanwhile.
    await link(part, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!noLinks.includes(code)) throw error;
    await (await open(path, 'wx', 0o600)).close();
    await rename(part, path);
  }
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Errors of the file system in words; all others as they are. */
export function fileError(path: string, error: unknown): unknown {
  const { code, syscall, fatal } = (error ?? {}) as NodeJS.ErrnoException & { fatal?: boolean };
  // An error with `fatal` is of the connection to the database.
  if (error instanceof BackupError || !code || !syscall || fatal !== undefined) return error;
  if (code === 'EEXIST')
    return new BackupError(`${path} was made by another program meanwhile and is left alone.`);
  const reason = code === 'ENOSPC' || code === 'EDQUOT' ? `there is no room left (${code})` : code;
  return new BackupError(`${path} cannot be written: ${reason}.`);
}
