import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unusableDirectory } from './embedded-database-error.js';

/**
 * Makes a folder, and those above it that are missing, and gives its one spelling, which is compared with the command line
 * of an earlier server.
 * @param setting the variable that the folder belongs to
 * @param mode that it is to have, also when it is there; left out for any
 * @throws EmbeddedDatabaseError naming the variable when it is not there and cannot be made
 */
export async function makeDirectory(setting: string, path: string, mode?: number): Promise<string> {
  try {
    await makeWithParents(path, mode);
    if (mode !== undefined) await chmod(path, mode);
    return await realpath(path);
  } catch (error) {
    throw unusableDirectory(setting, path, error);
  }
}

/**
 * Node's own recursive way never ends where a folder that is there answers ENOENT to every folder that is to be made in
 * it, as `/proc` does.
 */
async function makeWithParents(path: string, mode?: number): Promise<void> {
  if (await isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeWithParents(parent, mode);
  try {
    await mkdir(path, mode);
  } catch (error) {
    // Somebody else may have been faster.
    if (!(await isDirectory(path))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
