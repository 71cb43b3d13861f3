import { chmod, constants, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataLayout } from './data-layout.js';
import { ensureDataTemplate } from './data-template.js';
import { flush, pathExists } from './directories.js';
import type { Engine } from './engine.js';
import type { ServerBinary } from './program/server-binary.js';

/**
 * Makes the server's files unless they are there. They are made under another name, flushed to the disk and
 * renamed: an interrupted call is begun anew by the next one.
 */
export async function initialiseDataDirectory(
  layout: DataLayout,
  binary: ServerBinary,
  cacheDirectory: string,
): Promise<void> {
  if (await pathExists(layout.data)) return removeHalfFiles(layout, binary.engine);
  const template = await ensureDataTemplate(binary, cacheDirectory);
  await rm(layout.unfinishedData, { recursive: true, force: true });
  await copyDirectory(template, layout.unfinishedData);
  await rename(layout.unfinishedData, layout.data);
  await flush(dirname(layout.data));
}

/**
 * A server that is killed at its first start, or loses power soon after, may leave half of a file of its own, with which it would
 * never start again or let nobody in.
 */
async function removeHalfFiles({ data }: DataLayout, { ownFiles }: Engine): Promise<void> {
  for (const { names, whole } of ownFiles) {
    const paths = names.map((name) => join(data, name));
    const contents = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
    if (contents.every((content) => whole.test(content))) continue;
    for (const path of paths) await rm(path, { force: true });
  }
}

async function copyDirectory(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) return copyDirectory(source, target);
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      await chmod(target, 0o600);
      await flush(target);
    }),
  );
  await flush(to);
}
