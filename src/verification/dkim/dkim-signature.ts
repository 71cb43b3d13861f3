import type { Canonicalization } from './canonicalize.js';
import { DkimKeyType } from './dkim-key.js';
import { fieldValue, type HeaderField } from './received-message.js';
import { readTagList, type Tag } from './tag-list.js';

/** A `DKIM-Signature` field that can be verified. */
export interface DkimSignature {
  domain: string;
  selector: string;
  keyType: DkimKeyType;
  signature: Buffer;
  bodyHash: Buffer;
  /** The names of the signed fields, in lower case, each as often as it is signed. */
  signedNames: readonly string[];
  fieldWay: Canonicalization;
  bodyWay: Canonicalization;
  /** How many octets of the canonical body are signed; null for all. */
  bodyLength: number | null;
  /** In seconds since 1970; null without an end. */
  expiresAt: number | null;
  /** Whether the identity (`i`) is of a domain below that of the signature. */
  isForSubdomain: boolean;
}

/** What is told of a signature, also of one that cannot be verified. */
export interface SignatureNames {
  domain: string | null;
  selector: string | null;
  algorithm: string | null;
}

/** Many more than there are fields that anybody signs. */
const maxSignedNames = 200;
const requiredTags = ['v', 'a', 'b', 'bh', 'd', 'h', 's'];
const keyTypes = new Map([
  ['rsa-sha256', DkimKeyType.RSA],
  ['ed25519-sha256', DkimKeyType.ED25519],
]);

/**
 * Reads a signature by RFC 6376, sections 3.5 and 6.1.1.
 * @returns the signature, or why it cannot count, as a sentence
 */
export function readSignature(field: HeaderField): { names: SignatureNames; read: DkimSignature | string } {
  const { tags, problems } = readTagList(fieldValue(field));
  const tag = (name: string) => valueIn(tags, name);
  const names = { domain: tag('d'), selector: tag('s'), algorithm: tag('a') };
  if (problems.length > 0) return { names, read: 'The signature is no list of tags that can be read.' };
  const missing = requiredTags.filter((name) => !tag(name));
  if (missing.length > 0) return { names, read: `The signature lacks ${missing.join(', ')}.` };
  return { names, read: signatureOf((name) => tag(name)) };
}

function signatureOf(tag: (name: string) => string | null): DkimSignature | string {
  const required = (name: string) => tag(name) ?? '';
  const algorithm = required('a').toLowerCase();
  const keyType = keyTypes.get(algorithm);
  if (required('v') !== '1') return 'The signature is of a version that nobody knows.';
  // RFC 8301, section 3.1.
  if (algorithm === 'rsa-sha1') return 'The signature is made with SHA-1, which receivers must not accept.';
  if (keyType === undefined) return 'The signature is made with an algorithm that receivers do not know.';
  const signature = octetsFrom(required('b'));
  const bodyHash = octetsFrom(required('bh'));
  if (!signature || !bodyHash) return 'The signature, or its hash of the body, is not base64.';
  const signedNames = required('h')
    .split(':')
    .map((name) => name.trim().toLowerCase());
  if (signedNames.length > maxSignedNames)
    return `The list of signed fields has more than ${maxSignedNames} names.`;
  if (signedNames.includes('')) return 'The list of signed fields has an empty name.';
  if (!signedNames.includes('from')) return 'The signature does not cover the From field.';
  const ways = waysFrom(tag('c') ?? 'simple/simple');
  if (ways === null) return 'The signature names a canonicalization that nobody knows.';
  const methods = tag('q')
    ?.split(':')
    .map((method) => method.trim().toLowerCase());
  if (methods && !methods.includes('dns/txt')) return 'The key of the signature is not to be had from DNS.';
  const [bodyLength, madeAt, expiresAt] = ['l', 't', 'x'].map((name) => numberFrom(tag(name)));
  if (bodyLength === undefined || madeAt === undefined || expiresAt === undefined)
    return 'A length or a time in the signature is no number.';
  if (madeAt !== null && expiresAt !== null && expiresAt <= madeAt)
    return 'The signature expires before it is made.';
  if (![required('d'), required('s')].every(isName))
    return 'The domain or the selector of the signature is no name.';
  const domain = nameFrom(required('d'));
  const identity = nameFrom(tag('i')?.replace(/^.*@/s, '') ?? domain);
  if (identity !== domain && !identity.endsWith(`.${domain}`))
    return 'The identity of the signature is not of its domain.';
  return {
    ...{ domain, selector: required('s'), keyType, signature, bodyHash, signedNames, ...ways },
    ...{ bodyLength, expiresAt, isForSubdomain: identity !== domain },
  };
}

function valueIn(tags: readonly Tag[], name: string): string | null {
  return tags.find((tag) => tag.name === name)?.value ?? null;
}

/** Names of hosts and labels as DNS has them; whether they exist is for DNS to say. */
function isName(text: string): boolean {
  return /^[\w-]+(\.[\w-]+)*\.?$/.test(text);
}

function nameFrom(text: string): string {
  return text.toLowerCase().replace(/\.$/, '');
}

/** Null for what is no base64. Blanks and folded lines may stand anywhere in it. */
function octetsFrom(text: string): Buffer | null {
  const digits = text.replace(/[ \t\r\n]/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : null;
}

/** `relaxed` alone is that of the fields. */
function waysFrom(text: string): Pick<DkimSignature, 'fieldWay' | 'bodyWay'> | null {
  const [fieldWay, bodyWay = 'simple', ...others] = text.toLowerCase().split('/');
  return isWay(fieldWay) && isWay(bodyWay) && others.length === 0 ? { fieldWay, bodyWay } : null;
}

function isWay(text: string | undefined): text is Canonicalization {
  return text === 'simple' || text === 'relaxed';
}

/** Null when it is left out, undefined for what is no number. */
function numberFrom(text: string | null): number | null | undefined {
  if (text === null) return null;
  return /^\d{1,76}$/.test(text) ? Number(text) : undefined;
}
