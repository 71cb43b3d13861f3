import { generateKeyPairSync } from 'node:crypto';
import type { Zone } from '../../support/dns/zone.js';

/** A pair of keys for tests: the private one as PEM, the public one as its record. */
export interface SigningKey {
  privateKey: string;
  record: string;
}

export function rsaSigningKey(bits = 2_048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const published = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return { privateKey: pemOf(privateKey), record: `v=DKIM1; k=rsa; p=${published}` };
}

export function ed25519SigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const published = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  return { privateKey: pemOf(privateKey), record: `v=DKIM1; k=ed25519; p=${published}` };
}

/** A record as a zone has it: a string holds 255 characters. */
export function keyZone(records: Readonly<Record<string, string>>, domain = 'shop.test'): Zone {
  return Object.fromEntries(
    Object.entries(records).map(([selector, record]) => [
      `${selector}._domainkey.${domain}`,
      [['TXT', ...(record.match(/.{1,255}/g) ?? [''])]],
    ]),
  );
}

function pemOf(key: ReturnType<typeof generateKeyPairSync>['privateKey']): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}
