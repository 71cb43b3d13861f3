import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/config.js';
import { type KeyRing, keyIdOf, parseKeys, shownKeyId } from '../../secrets/key-ring.js';
import { keyFileIn, loadSecretsKeys } from '../../secrets/secrets-key-file.js';
import { BackupError } from '../backup-error.js';

/** Keys, and where they are in the words of an operator. */
export interface FoundKeys {
  keys: KeyRing;
  place: string;
}

/** The keys of a gateway that is started here; null when it would make one. */
export function keysOfGateway({ secretsKeys, dataDirectory }: Config): FoundKeys | null {
  if (secretsKeys !== null) return { keys: secretsKeys, place: 'SECRETS_KEY' };
  const keys = loadSecretsKeys(dataDirectory);
  return keys && { keys, place: keyFileIn(dataDirectory) };
}

/** @throws BackupError */
export async function readKeyFile(path: string): Promise<KeyRing> {
  const text = await readFile(path, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new BackupError(`The key file ${path} cannot be read (${code}).`);
  });
  const { keys, faults } = parseKeys(text);
  if (keys === null) throw new BackupError(`The key file ${path} is of no use: ${faults.join('; ')}.`);
  return keys;
}

/** As `secrets.key` has them: a line for each, the one that seals first. */
export function keyFileText(keys: KeyRing): string {
  return keys.map((key) => `${key.toString('base64')}\n`).join('');
}

/** Those of the ids that none of the keys has. */
export function missingKeyIds(keyIds: readonly string[], found: FoundKeys | null): string[] {
  const present = found?.keys.map((key) => shownKeyId(keyIdOf(key))) ?? [];
  return keyIds.filter((id) => !present.includes(id));
}

/** Such as `the secrets key 1a2b3c4d`. */
export function keyWords(keyIds: readonly string[]): string {
  return `the secrets ${keyIds.length === 1 ? 'key' : 'keys'} ${keyIds.join(' and ')}`;
}
