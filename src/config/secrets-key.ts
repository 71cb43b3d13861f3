import { type KeyRing, parseKeys } from '../secrets/key-ring.js';
import type { Settings } from './settings.js';

const make = `Make one with "openssl rand -base64 32".`;

/** `SECRETS_KEY`: required with a database server of one's own, where no key file can be kept beside the data. */
export function readSecretsKeys(settings: Settings): KeyRing | null {
  const value = settings.word('SECRETS_KEY');
  if (value === null) {
    // What is set but of no use is another mistake.
    if (settings.source('SECRETS_KEY') === null && settings.text('DATABASE_URL') !== null)
      settings.mistakes.push(`SECRETS_KEY is required with DATABASE_URL: 32 bytes in base64. ${make}`);
    return null;
  }
  const { keys, faults } = parseKeys(value);
  if (faults.length > 0) settings.mistakes.push(`SECRETS_KEY ${faults.join('; ')}. ${make}`);
  return keys;
}
