import { createHmac, hkdfSync } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/**
 * Tells whether two texts are the same without keeping either: a fingerprint under each key, of which the first one is to be
 * kept. One that was kept is of the same text when it is any of them, so it outlives a rotation as long as its key is there.
 */
export type Fingerprints = (text: string) => readonly [Buffer, ...Buffer[]];

/**
 * HMAC-SHA-256 under keys of its own, derived from the secrets keys: a plain hash of a text with a password in it would
 * let whoever reads the database try passwords against it.
 * @param purpose fingerprints made for different purposes have nothing in common
 */
export function createFingerprints(keys: KeyRing, purpose: string): Fingerprints {
  const derive = (key: Buffer) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32));
  const [first, ...others] = keys;
  const [firstDerived, othersDerived] = [derive(first), others.map(derive)];
  const under = (key: Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
  return (text) => [under(firstDerived, text), ...othersDerived.map((key) => under(key, text))];
}

/** Whether a fingerprint that was kept is among those of a text, or a key's id among those of other keys. */
export function isAmong(hashes: readonly Buffer[], kept: Buffer): boolean {
  return hashes.some((hash) => hash.equals(kept));
}
