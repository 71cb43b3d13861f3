import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyRing, parseKeys } from './key-ring.js';

/** The key file is there and does not hold a key that can be read. */
export class SecretsKeyFileError extends Error {
  override name = 'SecretsKeyFileError';
  /** @param state what it is, instead of a file with a key */
  constructor(state: string) {
    super(
      `The file secrets.key in DATA_DIR ${state}: it must hold 32 bytes in base64, or a line of them for each key. Restore it from a backup.`,
    );
  }
}

/** The key file is gone, and there are passwords that only its key opens. */
export class LostSecretsKeyError extends Error {
  override name = 'LostSecretsKeyError';
  override message =
    'The file secrets.key in DATA_DIR is gone, and SMTP passwords are stored that only its key opens. Restore it from a backup, or set SECRETS_KEY to that key.';
}

/**
 * The keys of an installation on its embedded database: one is made on the first start, and read ever after.
 * The file is `secrets.key` in the data directory, mode 0600, 32 bytes in base64. Its owner may add lines with other keys; the
 * first one seals. Back it up with the data: without it the stored SMTP passwords are lost.
 * @param dataDirectory a folder that is there
 * @param releaseDatabase asked where there is no file, before one is made: whether there is nothing that only the lost key opens
 * @throws LostSecretsKeyError, with no file made
 */
export async function loadOrCreateSecretsKeys(
  dataDirectory: string,
  releaseDatabase: () => Promise<boolean>,
): Promise<KeyRing> {
  const file = keyFileIn(dataDirectory);
  if (!existsSync(file)) {
    if (!(await releaseDatabase())) throw new LostSecretsKeyError();
    createKeyFile(file);
  }
  return readKeys(file);
}

/** The keys of the file, or null when there is none; makes none. */
export function loadSecretsKeys(dataDirectory: string): KeyRing | null {
  const file = keyFileIn(dataDirectory);
  return existsSync(file) ? readKeys(file) : null;
}

/** Where the keys of an installation on its embedded database are. */
export function keyFileIn(dataDirectory: string): string {
  return join(dataDirectory, 'secrets.key');
}

function readKeys(file: string): KeyRing {
  const { keys, faults } = parseKeys(textOf(file));
  if (keys === null) throw new SecretsKeyFileError(`is damaged (${faults.join('; ')})`);
  return keys;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SecretsKeyFileError(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function createKeyFile(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
