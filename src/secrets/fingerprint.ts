import { createHmac, hkdfSync } from 'node:crypto';

/** Tells whether two texts are the same without keeping either. */
export type Fingerprint = (text: string) => Buffer;

/**
 * HMAC-SHA-256 under a key of its own, derived from the secrets key: a plain hash of a text with a password in it would
 * let whoever reads the database try passwords against it.
 * @param key 32 random bytes
 * @param purpose fingerprints made for different purposes have nothing in common
 */
export function createFingerprint(key: Buffer, purpose: string): Fingerprint {
  const derived = Buffer.from(hkdfSync('sha256', key, '', purpose, 32));
  return (text) => createHmac('sha256', derived).update(text, 'utf8').digest();
}
