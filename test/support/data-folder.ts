import { access, constants, mkdtemp, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux keeps what is written here in memory. */
const memory = '/dev/shm';
const gibibyte = 2 ** 30;
/** Many times what the servers of a run take together. */
const needed = { room: 4 * gibibyte, free: 6 * gibibyte };

/**
 * Makes a folder for the data of a database server. In memory where that has the room: a run makes and drops thousands of
 * tables, and a disk takes up to fifteen times as long for each.
 */
export async function makeDataFolder(prefix: string): Promise<string> {
  return mkdtemp(join((await hasRoomInMemory()) ? memory : tmpdir(), prefix));
}

async function hasRoomInMemory(): Promise<boolean> {
  const isWritable = await access(memory, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable || freemem() < needed.free) return false;
  const { bavail, bsize } = await statfs(memory);
  return bavail * bsize >= needed.room;
}
