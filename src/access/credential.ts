import { hash, randomBytes, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const apiKeyPrefix = 'dgk_';
const sessionPrefix = 'dgs_';
const bodyLength = 36;
const checksumLength = 6;

/** The longest credential that is looked at, in UTF-16 units. */
export const maxCredentialLength = 1_024;

/**
 * A new API key: `dgk_`, 36 random characters of base 62 (214 bits), and 6 that are the CRC-32 of the rest. The prefix
 * lets scanners for leaked secrets recognise it, the checksum lets a mistyped key be told without a look-up.
 */
export function newApiKey(): string {
  const body = apiKeyPrefix + Array.from({ length: bodyLength }, () => base62[randomInt(62)]).join('');
  return body + checksum(body);
}

/** A new session token: `dgs_` and 256 random bits. */
export function newSessionToken(): string {
  return sessionPrefix + randomBytes(32).toString('base64url');
}

export function isSessionToken(credential: string): boolean {
  return credential.startsWith(sessionPrefix);
}

/** Whether a text looks like one of our API keys but cannot be one: mistyped, cut off, or made up. */
export function isBrokenApiKey(credential: string): boolean {
  if (!credential.startsWith(apiKeyPrefix)) return false;
  const body = credential.slice(0, -checksumLength);
  return (
    body.length !== apiKeyPrefix.length + bodyLength || checksum(body) !== credential.slice(-checksumLength)
  );
}

/** SHA-256 of the credential's bytes: what is stored and looked up. Random credentials need no slow hash. */
export function credentialHash(credential: string): Buffer {
  return hash('sha256', credential, 'buffer');
}

/** The same hash as text, to look a credential up in memory: a buffer would take three times as long to make. */
export function credentialKey(credential: string): string {
  return hash('sha256', credential, 'base64');
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let digit = 0; digit < checksumLength; digit++) {
    text = base62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
