import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where a server lies that an ordinary user's PATH does not show. A star stands for part of one folder's name. */
const usualPlaces: { readonly [platform in NodeJS.Platform]?: readonly string[] } = {
  linux: [
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/bin',
    '/usr/local/bin',
    // Fedora and its kin.
    '/usr/libexec',
    '/usr/local/libexec',
    // Archives of the makers.
    '/usr/local/mariadb*/bin',
    '/usr/local/mysql*/bin',
    '/opt/mariadb*/bin',
    '/opt/mysql*/bin',
    '/home/linuxbrew/.linuxbrew/opt/mariadb*/bin',
    '/home/linuxbrew/.linuxbrew/opt/mysql*/bin',
  ],
  darwin: [
    // Homebrew, on Apple's processors and on Intel's; a formula of a certain version, such as mariadb@11.4, is in no PATH.
    '/opt/homebrew/opt/mariadb*/bin',
    '/usr/local/opt/mariadb*/bin',
    '/opt/homebrew/opt/mysql*/bin',
    '/usr/local/opt/mysql*/bin',
    // MacPorts.
    '/opt/local/lib/mariadb*/bin',
    '/opt/local/lib/mysql*/bin',
    // The makers' own.
    '/usr/local/mariadb*/bin',
    '/usr/local/mysql*/bin',
  ],
};

/** The folders of the PATH and the usual ones of the system, those that are there, newest version first. */
export async function serverPlaces(platform: NodeJS.Platform, path: string, root = '/'): Promise<string[]> {
  const onPath = path.split(delimiter).filter((directory) => directory.startsWith('/'));
  const usual = await Promise.all((usualPlaces[platform] ?? []).map((place) => expand(join(root, place))));
  return [...new Set([...onPath, ...usual.flat()])];
}

async function expand(place: string): Promise<string[]> {
  const [parent, start, rest] = place.split(/\/([^/*]+)\*/);
  if (parent === undefined || start === undefined || rest === undefined) return [place];
  const names = await readdir(parent).catch(() => []);
  const { compare } = new Intl.Collator('en', { numeric: true });
  // The name without a version is the one that its owner chose; it sorts first and goes first.
  const [plain, versioned] = [names.filter((name) => name === start), names.filter((name) => name !== start)];
  const found = versioned.filter((name) => name.startsWith(start)).sort((one, other) => compare(other, one));
  return [...plain, ...found].map((name) => join(parent, name, rest));
}
