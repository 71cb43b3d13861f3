import { createHash, verify } from 'node:crypto';
import type { Resolve } from '../dns/dns-answer.js';
import { canonicalBody, canonicalField } from './canonicalize.js';
import { DkimKeyType } from './dkim-key.js';
import { type DkimSignature, readSignature } from './dkim-signature.js';
import { readKeyRecord } from './key-record.js';
import { keyObjectOf, type PublicKey } from './public-key.js';
import { fieldsNamed, type HeaderField, type ReceivedMessage } from './received-message.js';
import { DkimResult, type VerifiedSignature } from './verified-signature.js';

/** Each costs a question and some arithmetic. Real mail has two or three. */
const maxSignatures = 5;

interface Verdict {
  result: DkimResult;
  reason: string | null;
}

/**
 * Verifies the DKIM signatures of a message (RFC 6376, section 6), at most the first five of them.
 * @param now in milliseconds since 1970
 */
export async function verifySignatures(
  message: ReceivedMessage,
  resolve: Resolve,
  now = Date.now(),
): Promise<VerifiedSignature[]> {
  const verified: VerifiedSignature[] = [];
  for (const field of fieldsNamed(message, 'dkim-signature').slice(0, maxSignatures)) {
    const { names, read } = readSignature(field);
    const verdict =
      typeof read === 'string' ? permerror(read) : await judge(read, field, message, resolve, now);
    verified.push({ ...names, ...verdict });
  }
  return verified;
}

async function judge(
  signature: DkimSignature,
  field: HeaderField,
  message: ReceivedMessage,
  resolve: Resolve,
  now: number,
): Promise<Verdict> {
  const { expiresAt } = signature;
  if (expiresAt !== null && expiresAt * 1_000 < now) return fail('The signature has expired.');
  const key = await lookUpKey(signature, resolve);
  if ('result' in key) return key;
  const body = signedBody(signature, message.body);
  if (body === null || !sha256(body).equals(signature.bodyHash))
    return fail('The body is not the one that was signed: something on the way has changed it.');
  if (!isSignatureOf(signature, signedFields(signature, field, message), key))
    return fail(
      'The signature is not of this header and this key: something on the way has changed the header, or it was signed with another key than the one in DNS.',
    );
  return { result: DkimResult.PASS, reason: null };
}

async function lookUpKey(signature: DkimSignature, resolve: Resolve): Promise<PublicKey | Verdict> {
  const host = `${signature.selector}._domainkey.${signature.domain}`;
  const answer = await resolve(host, 'TXT');
  if (answer.failure !== null)
    return {
      result: DkimResult.TEMPERROR,
      reason: `The key at ${host} could not be looked up. ${answer.message}`,
    };
  const [record, ...others] = answer.records;
  if (record === undefined) return permerror(`There is no key at ${host}.`);
  if (others.length > 0) return permerror(`There are several records at ${host}.`);
  const { tags, key, isUsable } = readKeyRecord(record.strings.join(''));
  if (key === null || !isUsable) return permerror(`The key at ${host} cannot be used.`);
  if (key.type !== signature.keyType) return permerror(`The key at ${host} is of another type.`);
  const flags = tags.find(({ name }) => name === 't')?.value.split(':') ?? [];
  if (signature.isForSubdomain && flags.some((flag) => flag.trim() === 's'))
    return permerror(`The key at ${host} is not for names below its domain.`);
  return key;
}

/** Null when it is shorter than the signature says. */
function signedBody({ bodyWay, bodyLength }: DkimSignature, body: string): Buffer | null {
  const octets = Buffer.from(canonicalBody(body, bodyWay), 'latin1');
  if (bodyLength === null) return octets;
  return bodyLength > octets.length ? null : octets.subarray(0, bodyLength);
}

/** The signed fields in the order of the list, of those with one name the last first, and then the signature (3.7). */
function signedFields(signature: DkimSignature, own: HeaderField, message: ReceivedMessage): Buffer {
  const left = message.fields.filter((field) => field !== own);
  const signed = signature.signedNames.flatMap((name) => {
    const index = left.findLastIndex((field) => field.name === name);
    return left.splice(index === -1 ? left.length : index, 1);
  });
  const canonical = [...signed.map(({ text }) => text), withoutSignature(own.text)].map((text) =>
    canonicalField(text, signature.fieldWay),
  );
  return Buffer.from(canonical.join('\r\n'), 'latin1');
}

/** The field with nothing after `b=`. */
function withoutSignature(text: string): string {
  const colon = text.indexOf(':') + 1;
  const specs = text.slice(colon).split(';');
  const bare = specs.map((spec) => /^[ \t\r\n]*b[ \t\r\n]*=/.exec(spec)?.[0] ?? spec);
  return text.slice(0, colon) + bare.join(';');
}

function isSignatureOf({ keyType, signature }: DkimSignature, signed: Buffer, key: PublicKey): boolean {
  // Ed25519 signs the hash (RFC 8463, section 3).
  return keyType === DkimKeyType.RSA
    ? verify('sha256', signed, keyObjectOf(key), signature)
    : verify(null, sha256(signed), keyObjectOf(key), signature);
}

function sha256(octets: Buffer): Buffer {
  return createHash('sha256').update(octets).digest();
}

function permerror(reason: string): Verdict {
  return { result: DkimResult.PERMERROR, reason };
}

function fail(reason: string): Verdict {
  return { result: DkimResult.FAIL, reason };
}
