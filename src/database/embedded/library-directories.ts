import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders with shared libraries among packages that are unpacked below `home` as they would be below `/`. */
export async function libraryDirectories(home: string): Promise<string[]> {
  const found: string[] = [];
  for (const top of [join(home, 'usr/lib'), join(home, 'lib')]) {
    const below = await readdir(top, { withFileTypes: true }).catch(() => []);
    const inner = below.filter((entry) => entry.isDirectory()).map((entry) => join(top, entry.name));
    for (const directory of [top, ...inner]) {
      const names = await readdir(directory).catch(() => []);
      if (names.some((name) => /\.so(\.|$)/.test(name))) found.push(directory);
    }
  }
  return found;
}
