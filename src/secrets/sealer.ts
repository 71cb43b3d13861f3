import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Names the one place a sealed value belongs to; a value moved elsewhere does not open. */
export interface SealedPlace {
  table: string;
  row: number;
  column: string;
}

/**
 * Seals (encrypts and authenticates) stored credentials with AES-256-GCM.
 *
 * A sealed value is: format (1 byte, 1), id of the key (4 bytes), nonce (12 bytes), tag (16 bytes), ciphertext.
 * The place is authenticated, not stored. Each value has a nonce of its own, so equal passwords seal differently.
 */
export interface Sealer {
  /** First 4 bytes of SHA-256 of the key: tells which key sealed a value without saying anything of the key. */
  readonly keyId: Buffer;
  seal(plaintext: string, place: SealedPlace): Buffer;
  /** @throws Error when the value was sealed with another key, for another place, or was changed */
  open(sealed: Buffer, place: SealedPlace): string;
}

const format = 1;
const headerLength = 1 + 4;
const nonceLength = 12;
const tagLength = 16;

/** @param key 32 random bytes */
export function createSealer(key: Buffer): Sealer {
  const keyId = createHash('sha256').update(key).digest().subarray(0, 4);
  return {
    keyId,
    seal(plaintext, place) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
      cipher.setAAD(associatedData(place));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(format), keyId, nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, place) {
      if (sealed[0] !== format || !sealed.subarray(1, headerLength).equals(keyId)) {
        throw new Error('A stored secret was sealed with another SECRETS_KEY.');
      }
      const nonce = sealed.subarray(headerLength, headerLength + nonceLength);
      const tag = sealed.subarray(headerLength + nonceLength, headerLength + nonceLength + tagLength);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
      decipher.setAAD(associatedData(place));
      decipher.setAuthTag(tag);
      const ciphertext = sealed.subarray(headerLength + nonceLength + tagLength);
      return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

function associatedData(place: SealedPlace): Buffer {
  return Buffer.from(`${place.table}/${place.row}/${place.column}`, 'utf8');
}
