import { createHash } from 'node:crypto';

/** Keys of 32 bytes each, with different ids: the first one seals, all of them open. */
export type KeyRing = readonly [Buffer, ...Buffer[]];

/** A rotation takes two. */
export const maxKeys = 8;

/** First 4 bytes of SHA-256 of a key: tells which key sealed a value without saying anything of the key. */
export function keyIdOf(key: Buffer): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, 4);
}

/** The id of a key for people, such as `1a2b3c4d`. */
export function shownKeyId(keyId: Buffer): string {
  return keyId.toString('hex');
}

/** Keys as they were written down; null with faults, which are all that there are. */
export interface ParsedKeys {
  keys: KeyRing | null;
  /** To be said behind the name of what holds the keys. No part of a key is in them. */
  faults: string[];
}

/** Reads keys in base64 with commas or line breaks between them. */
export function parseKeys(text: string): ParsedKeys {
  const parts = text.trim().split(/\s*,\s*|\s+/);
  if (parts.length > maxKeys)
    return { keys: null, faults: [`has ${parts.length} keys, and takes at most ${maxKeys}`] };
  const keys = parts.map(keyFrom);
  const ids = keys.map((key) => key && shownKeyId(keyIdOf(key)));
  const faults = ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (id === null) return parts.length === 1 ? [`must be ${form}`] : [`key ${index + 1} must be ${form}`];
    return first < index ? [`key ${index + 1} is the same as key ${first + 1}`] : [];
  });
  return { keys: faults.length === 0 ? (keys as unknown as KeyRing) : null, faults };
}

const form = '32 bytes in base64';

function keyFrom(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return /^[A-Za-z0-9+/]{43}=?$/.test(text) && key.length === 32 ? key : null;
}
