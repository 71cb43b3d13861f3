import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.js';

/** In bytes. */
const maxSize = 1_048_576;

/**
 * The variables of the file `.env` in the folder in which a program was started; none when there is no such file. The format
 * is that of Node's `--env-file`.
 * @throws ConfigError when it cannot be read
 */
export function readDotEnv(path = '.env'): Readonly<Record<string, string | undefined>> {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    // A folder of that name is Python's.
    if (!file?.isFile()) return {};
    if (file.size > maxSize) throw new ConfigError('The file .env has more than 1 MiB. Is it the right one?');
    // Editors of Windows begin a file with a byte order mark, which would be read as part of the first name.
    return parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      `The file .env cannot be read (${(error as NodeJS.ErrnoException).code}). Let this user read it, or remove it.`,
    );
  }
}
