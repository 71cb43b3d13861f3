import { createPublicKey, type KeyObject } from 'node:crypto';
import { DkimKeyType } from './dkim-key.js';
import { KeyProblemReason } from './key-problem.js';

export interface PublicKey {
  type: DkimKeyType;
  bits: number;
  /**
   * The key as it is published, in base64: a SubjectPublicKeyInfo of an RSA key, the 32 octets of an Ed25519 key. Two keys
   * are the same when these are, however they were written.
   */
  published: string;
}

/** Enough for 16,384 bits, more than which OpenSSL, and with it most receivers, will not verify with. */
const maxOctets = 2_200;
const ed25519Octets = 32;
/** What stands before the 32 octets in a SubjectPublicKeyInfo: RFC 8410, section 4. */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Reads a key as it stands in `p=`: of RSA a SubjectPublicKeyInfo or a bare RSAPublicKey (RFC 6376, section 3.6.1), of
 * Ed25519 its 32 octets (RFC 8463, section 4).
 */
export function readPublicKey(base64: string, type: DkimKeyType): PublicKey | KeyProblemReason {
  const text = base64.replace(/[ \t\r\n]/g, '');
  const [digits = ''] = text.split('=', 1);
  if (!/^[a-z0-9+/]*={0,2}$/i.test(text) || digits === '') return KeyProblemReason.KEY_NOT_BASE64;
  const octets = Buffer.from(digits, 'base64');
  if (type === DkimKeyType.RSA && isCut(octets)) return KeyProblemReason.KEY_CUT;
  // One digit alone is six bits of an octet.
  if (digits.length % 4 === 1) return KeyProblemReason.KEY_NOT_BASE64;
  if (octets.length > maxOctets) return KeyProblemReason.KEY_TOO_LONG;
  if (isPrivateKey(octets)) return KeyProblemReason.KEY_PRIVATE;
  return type === DkimKeyType.RSA ? rsaKey(octets) : ed25519Key(octets);
}

/** Reads a key of either type, also an Ed25519 key in the wrong form: for telling people what they meant. */
export function guessPublicKey(base64: string): PublicKey | KeyProblemReason {
  const bare = withoutEd25519Prefix(base64);
  const key = readPublicKey(bare, DkimKeyType.ED25519);
  return typeof key === 'string' ? readPublicKey(base64, DkimKeyType.RSA) : key;
}

/** The key as `node:crypto` verifies with it. */
export function keyObjectOf({ type, published }: PublicKey): KeyObject {
  const octets = Buffer.from(published, 'base64');
  const key = type === DkimKeyType.RSA ? octets : Buffer.concat([ed25519Prefix, octets]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

function rsaKey(octets: Buffer): PublicKey | KeyProblemReason {
  const key = keyFrom(octets, 'spki') ?? keyFrom(octets, 'pkcs1');
  const bits = key?.asymmetricKeyDetails?.modulusLength;
  if (key?.asymmetricKeyType !== 'rsa' || bits === undefined) return KeyProblemReason.KEY_UNREADABLE;
  const published = key.export({ format: 'der', type: 'spki' }).toString('base64');
  return { type: DkimKeyType.RSA, bits, published };
}

function ed25519Key(octets: Buffer): PublicKey | KeyProblemReason {
  if (octets.length !== ed25519Octets) return KeyProblemReason.KEY_UNREADABLE;
  return { type: DkimKeyType.ED25519, bits: 8 * ed25519Octets, published: octets.toString('base64') };
}

function keyFrom(octets: Buffer, type: 'spki' | 'pkcs1'): KeyObject | null {
  try {
    return createPublicKey({ key: octets, format: 'der', type });
  } catch {
    return null;
  }
}

/** Whether octets begin with a sequence (0x30) that is longer than they are. */
function isCut(octets: Buffer): boolean {
  const length = contentOf(octets);
  return length !== null && length.begin + length.size > octets.length;
}

/** A private key, bare or wrapped, begins with the integer 0 as its version. Node would take a public key out of it. */
function isPrivateKey(octets: Buffer): boolean {
  const content = contentOf(octets);
  return content !== null && octets.subarray(content.begin, content.begin + 3).toString('hex') === '020100';
}

/** Where the content of a DER sequence begins, and how long it says to be; null when there is no sequence. */
function contentOf(octets: Buffer): { begin: number; size: number } | null {
  const [tag, first = 0] = octets;
  if (tag !== 0x30) return null;
  if (first < 0x80) return { begin: 2, size: first };
  const octetsOfLength = Math.min(first & 0x7f, 4);
  const size = [...octets.subarray(2, 2 + octetsOfLength)].reduce((sum, octet) => sum * 256 + octet, 0);
  return { begin: 2 + octetsOfLength, size };
}

function withoutEd25519Prefix(base64: string): string {
  const octets = Buffer.from(base64, 'base64');
  const isWrapped =
    octets.length === ed25519Prefix.length + ed25519Octets && octets.indexOf(ed25519Prefix) === 0;
  return isWrapped ? octets.subarray(ed25519Prefix.length).toString('base64') : base64;
}
