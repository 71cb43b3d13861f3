import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type KeyRing, keyIdOf, shownKeyId } from './key-ring.js';

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
  /** Of the keys that open, the one that seals first; see {@link keyIdOf}. */
  readonly keyIds: readonly [Buffer, ...Buffer[]];
  seal(plaintext: string, place: SealedPlace): Buffer;
  /** @throws SealedValueError when the value was sealed with another key, for another place, or was changed */
  open(sealed: Buffer, place: SealedPlace): string;
}

/** A value that does not open. Nothing of it is told, but the id of a key that is missing. */
export class SealedValueError extends Error {
  override name = 'SealedValueError';
}

const headerLength = 1 + 4;
const nonceLength = 12;
const tagLength = 16;

/** How every sealed value begins, and how long one of an empty text is. */
export const sealedForm = { format: 1, minLength: headerLength + nonceLength + tagLength } as const;

export function createSealer(keys: KeyRing): Sealer {
  const [first] = keys;
  const keyIds: [Buffer, ...Buffer[]] = [keyIdOf(first), ...keys.slice(1).map(keyIdOf)];
  const keysById = new Map(keys.map((key, index) => [keyIds[index]?.readUInt32BE(), key]));
  const header = Buffer.concat([Buffer.of(sealedForm.format), keyIds[0]]);
  return {
    keyIds,
    seal(plaintext, place) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', first, nonce, { authTagLength: tagLength });
      cipher.setAAD(associatedData(place));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([header, nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, place) {
      if (sealed.length < sealedForm.minLength || sealed[0] !== sealedForm.format)
        throw new SealedValueError('it was damaged');
      const key = keysById.get(sealed.readUInt32BE(1));
      if (key === undefined) {
        const keyId = shownKeyId(sealed.subarray(1, headerLength));
        throw new SealedValueError(`it was sealed with the key ${keyId}, which SECRETS_KEY does not have`);
      }
      const nonce = sealed.subarray(headerLength, headerLength + nonceLength);
      const tag = sealed.subarray(headerLength + nonceLength, headerLength + nonceLength + tagLength);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
      decipher.setAAD(associatedData(place));
      decipher.setAuthTag(tag);
      const ciphertext = sealed.subarray(headerLength + nonceLength + tagLength);
      try {
        return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new SealedValueError('it was damaged or moved');
      }
    },
  };
}

function associatedData(place: SealedPlace): Buffer {
  return Buffer.from(`${place.table}/${place.row}/${place.column}`, 'utf8');
}
