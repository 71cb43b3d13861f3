import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that the program is installed in, with its `package.json`: source and built files lie at different depths below it. */
export const programDirectory = nearestPackage(import.meta.dirname);

function nearestPackage(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const above = dirname(directory);
  if (above === directory)
    throw new Error(`The program needs its package.json in a folder above ${import.meta.dirname}.`);
  return nearestPackage(above);
}
