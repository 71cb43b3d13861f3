import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  open,
  readdir,
  realpath,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unusableDirectory } from './embedded-database-error.js';

const temporaryPrefix = 'tmp-';
const abandonedMilliseconds = 60 * 60_000;

/** Whether this process can see the path; with a mode such as `X_OK`, whether it may use it so. */
export function pathExists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

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

/** What was written in a file, or which names a folder has, is on the disk afterwards. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new directory below `parent`. Removes what killed processes have left there, once it is an hour old. */
export async function makeTemporaryDirectory(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const path = join(parent, name);
    const changed = await stat(path).catch(() => null);
    if (changed && Date.now() - changed.mtimeMs > abandonedMilliseconds)
      await rm(path, { recursive: true, force: true });
  }
  return mkdtemp(join(parent, temporaryPrefix));
}

/** Node's recursive mkdir loops for ever where an existing folder answers ENOENT to every new one in it, as `/proc` does. */
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

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
