import { readdir, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';

const mebibyte = 2 ** 20;
/** For data that are few, or still to come. */
const least = 128;
/** Of the memory that there is, as the gateway and others need some too. */
const largestShare = 1 / 4;

/**
 * How much of its data the server is to keep in memory, in MiB: all that is there at its start, since what it has to read
 * from files again takes several times as long. A quarter of the machine's or the container's memory at most, and 128 at least.
 * @param dataDirectory the server's own files
 */
export async function bufferPoolMebibytes(dataDirectory: string, memory = memoryBytes()): Promise<number> {
  const data = Math.ceil((await tableBytes(dataDirectory)) / mebibyte);
  const most = Math.floor((memory / mebibyte) * largestShare);
  return Math.max(least, Math.min(data, most));
}

/** Of the machine, or of the container if that has a limit. */
function memoryBytes(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}

/** InnoDB has a file for each table. */
async function tableBytes(dataDirectory: string): Promise<number> {
  const names = await readdir(dataDirectory, { recursive: true });
  const sizes = names
    .filter((name) => name.endsWith('.ibd'))
    .map(async (name) => (await stat(join(dataDirectory, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
