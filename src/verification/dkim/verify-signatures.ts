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

interface VerifyOptions {
  /** Of the author, in lower case. Of many signatures those of this domain are verified first, as they are what counts. */
  authorDomain?: string | null;
  /** In milliseconds since 1970. */
  now?: number;
}

/** Verifies the DKIM signatures of a message (RFC 6376, section 6), at most five of them. */
export async function verifySignatures(
  message: ReceivedMessage,
  resolve: Resolve,
  { authorDomain = null, now = Date.now() }: VerifyOptions = {},
): Promise<VerifiedSignature[]> {
  const all = fieldsNamed(message, 'dkim-signature').map((field) => ({ field, ...readSignature(field) }));
  const isOfAuthor = ({ names }: (typeof all)[number]) => belongTogether(names.domain, authorDomain);
  const chosen = [...all.filter(isOfAuthor), ...all.filter((each) => !isOfAuthor(each))];
  const verified: VerifiedSignature[] = [];
  for (const { field, names, read } of chosen.slice(0, maxSignatures)) {
    const verdict = await judge(read, field, message, resolve, now);
    verified.push({ ...names, ...verdict });
  }
  return verified;
}

/** Whether one is the other, or below it. */
function belongTogether(domain: string | null, authorDomain: string | null): boolean {
  if (domain === null || authorDomain === null) return false;
  const [one, other] = [`.${domain.toLowerCase()}`, `.${authorDomain}`];
  return one.endsWith(other) || other.endsWith(one);
}

async function judge(
  signature: DkimSignature | string,
  field: HeaderField,
  message: ReceivedMessage,
  resolve: Resolve,
  now: number,
): Promise<Verdict> {
  if (message.headerProblem !== null) return permerror(message.headerProblem);
  if (typeof signature === 'string') return permerror(signature);
  const { expiresAt, bodyLength } = signature;
  if (expiresAt !== null && expiresAt * 1_000 < now) return fail('The signature has expired.');
  const key = await lookUpKey(signature, resolve);
  if ('result' in key) return key;
  const whole = Buffer.from(canonicalBody(message.body, signature.bodyWay), 'latin1');
  const body = whole.subarray(0, bodyLength ?? whole.length);
  if ((bodyLength ?? 0) > whole.length || !sha256(body).equals(signature.bodyHash))
    return fail('The body is not the one that was signed: something on the way has changed it.');
  if (!isSignatureOf(signature, signedFields(signature, field, message), key))
    return fail(
      'The signature is not of this header and this key: something on the way has changed the header, or it was signed with another key than the one in DNS.',
    );
  const reason =
    body.length < whole.length
      ? `It covers only the first ${body.length} of ${whole.length} octets of the body (l): what follows may be of anybody.`
      : null;
  return { result: DkimResult.PASS, reason };
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

/** The signed fields in the order of the list, of those with one name the last first, and then the signature (3.7). */
function signedFields(signature: DkimSignature, own: HeaderField, message: ReceivedMessage): Buffer {
  const left = new Map<string, HeaderField[]>();
  for (const { name } of message.fields) left.set(name, []);
  for (const field of message.fields) if (field !== own) left.get(field.name)?.push(field);
  const signed = signature.signedNames.flatMap((name) => left.get(name)?.pop() ?? []);
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
