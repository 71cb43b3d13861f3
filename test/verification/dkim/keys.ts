import { createHash, createPublicKey } from 'node:crypto';

/** A public RSA key of any length, always the same, in the two forms in which it can be published. */
export function rsaKey(bits: number, seed = 'a'): { spki: string; pkcs1: string } {
  const octets = Array.from({ length: Math.ceil(bits / 8 / 32) }, (_, index) =>
    createHash('sha256').update(`${seed}${index}`).digest(),
  );
  const modulus = Buffer.concat(octets).subarray(0, Math.ceil(bits / 8));
  // The highest bit is set, those above it are not, and the number is odd.
  const highest = (bits - 1) % 8;
  modulus[0] = ((modulus[0] ?? 0) & ((1 << highest) - 1)) | (1 << highest);
  modulus[modulus.length - 1] = (modulus.at(-1) ?? 0) | 1;
  const key = createPublicKey({
    key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' },
    format: 'jwk',
  });
  const textOf = (type: 'spki' | 'pkcs1') => key.export({ format: 'der', type }).toString('base64');
  return { spki: textOf('spki'), pkcs1: textOf('pkcs1') };
}

const ed25519Octets = createHash('sha256').update('ed25519').digest();
export const ed25519 = {
  /** The 32 octets, as RFC 8463 has them published. */
  raw: ed25519Octets.toString('base64'),
  spki: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), ed25519Octets]).toString('base64'),
};

export const rsa = rsaKey(2_048);
export const otherRsa = rsaKey(2_048, 'b');
