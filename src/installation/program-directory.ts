import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that the program is installed in, with its `package.json`: source and built files lie at different depths below it. */
export const programDirectory = nearestPackage(import.meta.dirname);

function nearestPackage(directory: string): string {
  return existsSync(join(directory, 'package.json')) ? directory : nearestPackage(dirname(directory));
}
