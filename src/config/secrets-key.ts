import type { Settings } from './settings.js';

const example = '32 bytes in base64, for example from "openssl rand -base64 32"';

/** `SECRETS_KEY`: required with a database server of one's own, where no key file can be kept beside the data. */
export function readSecretsKey(settings: Settings): Buffer | null {
  const value = settings.word('SECRETS_KEY');
  if (value === null) {
    // What is set but of no use is another mistake.
    if (settings.source('SECRETS_KEY') === null && settings.text('DATABASE_URL') !== null)
      settings.mistakes.push(`SECRETS_KEY is required with DATABASE_URL: ${example}.`);
    return null;
  }
  const key = Buffer.from(value, 'base64');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(value) && key.length === 32) return key;
  settings.mistakes.push(`SECRETS_KEY must be ${example}.`);
  return null;
}
