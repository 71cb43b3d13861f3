import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { BackupError } from '../backup-error.js';
import { demandRoomAt } from '../file/whole-file.js';

/**
 * Asks whether the files of a backup can be made, before long work begins.
 * @param paths of the backup and of the copy of its key, as far as they are files
 * @throws BackupError when one could not be made, or would take the place of another or of what it is a backup of
 */
export async function demandPlaces(
  paths: readonly string[],
  dataDirectory: string,
  replaces: boolean,
): Promise<void> {
  const data = await realpath(dataDirectory).catch(() => resolve(dataDirectory));
  const places = await Promise.all(paths.map(realPlace));
  for (const [index, place] of places.entries()) {
    const path = paths[index] as string;
    if (isWithin(data, place))
      throw new BackupError(
        `${path} is in DATA_DIR (${dataDirectory}), whose files are the gateway's own. Name a file elsewhere.`,
      );
    if (places.indexOf(place) !== index)
      throw new BackupError(`${path} cannot hold both the backup and its key. Name a file for each.`);
    await demandRoomAt(path, replaces);
  }
}

/** The same for all names of a file that may not be there yet. */
async function realPlace(path: string): Promise<string> {
  const folder = dirname(resolve(path));
  return join(await realpath(folder).catch(() => folder), basename(path));
}

function isWithin(folder: string, path: string): boolean {
  const [first] = relative(folder, path).split('/');
  return first !== '..';
}
