import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'tmp-';
const ABANDONED_AFTER_MS = 60 * 60_000;

/** A new directory below `parent`. Removes what killed processes have left there, once it is an hour old. */
export async function makeTemporaryDirectory(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(parent, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed && Date.now() - changed.mtimeMs > ABANDONED_AFTER_MS)
      await rm(path, { recursive: true, force: true });
  }
  return mkdtemp(join(parent, PREFIX));
}
