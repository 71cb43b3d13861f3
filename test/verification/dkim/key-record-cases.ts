import { generateKeyPairSync } from 'node:crypto';
import { KeyProblemReason as R } from '../../../src/verification/dkim/key-problem.js';
import { ed25519, rsa, rsaKey } from './keys.js';

export interface KeyRecordCase {
  title: string;
  text: string;
  /** All that is wrong; nothing unless said. */
  problems?: readonly R[];
  /** Of the key that can be read: the bits of an RSA key, ED25519, or null for none. 2048 unless said. */
  key?: number | 'ED25519' | null;
  /** Why mailauth, in strict mode, says otherwise about whether the key can be used. */
  mailauthDiffers?: string;
}

const p = rsa.spki;
const whole = `v=DKIM1; k=rsa; p=${p}`;
const spaced = p.replace(/.{60}/g, '$& \t ');
const folded = p.replace(/.{60}/g, '$&\r\n ');
const rsaOf = (bits: number) => `v=DKIM1; p=${rsaKey(bits).spki}`;
const privateRsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
const privateText = (type: 'pkcs1' | 'pkcs8') =>
  privateRsa.export({ format: 'der', type }).toString('base64');
const der = { format: 'der', type: 'spki' } as const;
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(der).toString('base64');
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 1_024 }).publicKey.export(der).toString('base64');

const anyKey = 'Node takes the public key out of a private one.';
const noWhiteSpace = 'It takes all white space out of a record before it reads it.';

export const keyRecordCases: readonly KeyRecordCase[] = [
  // The list of tags: section 3.2.
  { title: 'a plain record', text: whole },
  { title: 'a semicolon at the end', text: `${whole};` },
  { title: 'a semicolon and white space at the end', text: `${whole}; \t` },
  { title: 'no white space at all', text: `v=DKIM1;k=rsa;p=${p}` },
  { title: 'white space around names and values', text: ` v = DKIM1 ;\tk =\trsa ; p = ${p} ` },
  { title: 'white space within the key', text: `v=DKIM1; p=${spaced}` },
  { title: 'folded lines within the key', text: `v=DKIM1;\r\n\tk=rsa;\r\n p=${folded}` },
  {
    title: 'a line break that folds nothing',
    text: `v=DKIM1;\nk=rsa; p=${p}`,
    problems: [R.TAG_MALFORMED],
    mailauthDiffers: noWhiteSpace,
  },
  {
    title: 'an octet 0 in the notes',
    text: `v=DKIM1; n=a\0b; p=${p}`,
    problems: [R.TAG_MALFORMED],
    mailauthDiffers: 'It does not look at the characters of a value.',
  },
  {
    title: 'notes in another script',
    text: `v=DKIM1; n=\xe9; p=${p}`,
    problems: [R.TAG_MALFORMED],
    mailauthDiffers: 'It does not look at the characters of a value.',
  },
  { title: 'tags in another order', text: `v=DKIM1; p=${p}; k=rsa` },
  { title: 'unknown tags', text: `v=DKIM1; x_1=anything; p=${p}; zz=` },
  { title: 'notes with quotes', text: `v=DKIM1; n="ours"; p=${p}` },
  { title: 'the obsolete tag g', text: `v=DKIM1; g=*; p=${p}` },
  { title: 'two semicolons in a row', text: `v=DKIM1;; p=${p}`, problems: [R.TAG_EMPTY] },
  { title: 'a semicolon first', text: `; v=DKIM1; p=${p}`, problems: [R.TAG_EMPTY] },
  { title: 'a tag without a value sign', text: `v=DKIM1; rsa; p=${p}`, problems: [R.TAG_MALFORMED] },
  { title: 'a name that begins with a digit', text: `v=DKIM1; 1k=rsa; p=${p}`, problems: [R.TAG_MALFORMED] },
  { title: 'a tag without a name', text: `v=DKIM1; =rsa; p=${p}`, problems: [R.TAG_MALFORMED] },
  {
    title: 'a name with white space in it',
    text: `v=DKIM1; k k=rsa; p=${p}`,
    problems: [R.TAG_MALFORMED],
    mailauthDiffers: noWhiteSpace,
  },
  { title: 'a doubled tag', text: `v=DKIM1; k=rsa; k=rsa; p=${p}`, problems: [R.TAG_DOUBLED] },
  { title: 'two keys', text: `v=DKIM1; p=${p}; p=${p}`, problems: [R.TAG_DOUBLED] },
  { title: 'a doubled unknown tag', text: `v=DKIM1; x=1; x=2; p=${p}`, problems: [R.TAG_DOUBLED] },
  { title: 'the same name in two cases, which are two names', text: `v=DKIM1; K=dsa; k=rsa; p=${p}` },
  { title: 'nothing', text: '', problems: [R.TAG_EMPTY, R.KEY_ABSENT], key: null },
  { title: 'white space alone', text: '   ', problems: [R.TAG_EMPTY, R.KEY_ABSENT], key: null },
  { title: 'a sentence', text: 'our key is here', problems: [R.TAG_MALFORMED, R.KEY_ABSENT], key: null },

  // The version: section 3.6.1.
  { title: 'no version', text: `k=rsa; p=${p}` },
  { title: 'a version that is not first', text: `k=rsa; v=DKIM1; p=${p}`, problems: [R.VERSION_NOT_FIRST] },
  { title: 'a version in lower case', text: `v=dkim1; p=${p}`, problems: [R.VERSION_UNKNOWN] },
  { title: 'a later version', text: `v=DKIM2; p=${p}`, problems: [R.VERSION_UNKNOWN] },
  { title: 'a version with more after it', text: `v=DKIM1.0; p=${p}`, problems: [R.VERSION_UNKNOWN] },
  { title: 'an empty version', text: `v=; p=${p}`, problems: [R.VERSION_UNKNOWN] },
  { title: 'a version by the name V, which is unknown', text: `V=DKIM2; p=${p}` },
  { title: 'the record of something else', text: 'v=spf1 -all', problems: [R.VERSION_UNKNOWN], key: null },
  {
    title: 'backslashes of a zone file',
    text: `v=DKIM1\\; k=rsa\\; p=${p}`,
    problems: [R.VERSION_UNKNOWN, R.KEY_TYPE_UNKNOWN],
    key: null,
  },

  // The key.
  { title: 'no key', text: 'v=DKIM1; k=rsa', problems: [R.KEY_ABSENT], key: null },
  { title: 'a key by the name P', text: `v=DKIM1; P=${p}`, problems: [R.KEY_ABSENT], key: null },
  { title: 'an empty key', text: 'v=DKIM1; p=', problems: [R.KEY_REVOKED], key: null },
  {
    title: 'an empty key with white space',
    text: 'v=DKIM1; k=rsa; p= ;',
    problems: [R.KEY_REVOKED],
    key: null,
  },
  { title: 'a bare RSAPublicKey', text: `v=DKIM1; p=${rsa.pkcs1}` },
  {
    title: 'a key without padding',
    text: `v=DKIM1; p=${rsaKey(1_024).spki.replace(/=/g, '')}`,
    key: 1_024,
    problems: [R.KEY_SHORT],
  },
  {
    title: 'letters that base64 does not have',
    text: `v=DKIM1; p=${p.replace(/[+/]/g, '-')}`,
    problems: [R.KEY_NOT_BASE64],
    key: null,
  },
  {
    title: 'a key with padding in its middle',
    text: `v=DKIM1; p=${p.slice(0, 40)}=${p.slice(40)}`,
    problems: [R.KEY_NOT_BASE64],
    key: null,
  },
  { title: 'three signs of padding', text: `v=DKIM1; p=${p}===`, problems: [R.KEY_NOT_BASE64], key: null },
  { title: 'padding alone', text: 'v=DKIM1; p===', problems: [R.KEY_NOT_BASE64], key: null },
  {
    title: 'base64 of something else',
    text: 'v=DKIM1; p=aGVsbG8gd29ybGQ=',
    problems: [R.KEY_UNREADABLE],
    key: null,
  },
  { title: 'a record cut at 255 characters', text: whole.slice(0, 255), problems: [R.KEY_CUT], key: null },
  {
    title: 'a key cut in the middle of its digits',
    text: whole.slice(0, -9),
    problems: [R.KEY_CUT],
    key: null,
  },
  {
    title: 'a key without its beginning',
    text: `v=DKIM1; p=${p.slice(8)}`,
    problems: [R.KEY_UNREADABLE],
    key: null,
  },
  {
    title: 'a private key',
    text: `v=DKIM1; p=${privateText('pkcs8')}`,
    problems: [R.KEY_PRIVATE],
    key: null,
    mailauthDiffers: anyKey,
  },
  {
    title: 'a bare private key',
    text: `v=DKIM1; p=${privateText('pkcs1')}`,
    problems: [R.KEY_PRIVATE],
    key: null,
    mailauthDiffers: anyKey,
  },
  {
    title: 'a key on an elliptic curve',
    text: `v=DKIM1; p=${elliptic}`,
    problems: [R.KEY_UNREADABLE],
    key: null,
  },
  { title: 'a key for RSA-PSS alone', text: `v=DKIM1; p=${pss}`, problems: [R.KEY_UNREADABLE], key: null },

  // Its length: RFC 8301, section 3.2.
  { title: '512 bits', text: rsaOf(512), key: 512, problems: [R.KEY_TOO_SHORT] },
  { title: '1023 bits', text: rsaOf(1_023), key: 1_023, problems: [R.KEY_TOO_SHORT] },
  { title: '1024 bits', text: rsaOf(1_024), key: 1_024, problems: [R.KEY_SHORT] },
  { title: '2047 bits', text: rsaOf(2_047), key: 2_047, problems: [R.KEY_SHORT] },
  { title: '4096 bits', text: rsaOf(4_096), key: 4_096 },
  { title: '4097 bits', text: rsaOf(4_097), key: 4_097, problems: [R.KEY_LONG] },
  { title: '16384 bits', text: rsaOf(16_384), key: 16_384, problems: [R.KEY_LONG] },
  {
    title: '20000 bits',
    text: rsaOf(20_000),
    key: null,
    problems: [R.KEY_TOO_LONG],
    mailauthDiffers: 'It knows no longest key.',
  },

  // Its type: section 3.6.1, and RFC 8463, section 4.
  { title: 'no type, which is RSA', text: `v=DKIM1; p=${p}` },
  { title: 'an unknown type', text: `v=DKIM1; k=dsa; p=${p}`, problems: [R.KEY_TYPE_UNKNOWN], key: null },
  {
    title: 'a type by the name of a property of objects',
    text: `v=DKIM1; k=constructor; p=${p}`,
    problems: [R.KEY_TYPE_UNKNOWN],
    key: null,
  },
  {
    title: 'an empty type',
    text: `v=DKIM1; k=; p=${p}`,
    problems: [R.KEY_TYPE_UNKNOWN],
    key: null,
    mailauthDiffers: 'It takes an empty type for none, which is RSA.',
  },
  { title: 'a type in capitals', text: `v=DKIM1; k=RSA; p=${p}`, problems: [R.VALUE_IN_CAPITALS] },
  { title: 'an Ed25519 key', text: `v=DKIM1; k=ed25519; p=${ed25519.raw}`, key: 'ED25519' },
  {
    title: 'an Ed25519 key in a SubjectPublicKeyInfo',
    text: `v=DKIM1; k=ed25519; p=${ed25519.spki}`,
    problems: [R.KEY_UNREADABLE],
    key: null,
  },
  {
    title: 'an Ed25519 key of 31 octets',
    text: `v=DKIM1; k=ed25519; p=${Buffer.from(ed25519.raw, 'base64').subarray(1).toString('base64')}`,
    problems: [R.KEY_UNREADABLE],
    key: null,
  },
  {
    title: 'an Ed25519 key without its type',
    text: `v=DKIM1; p=${ed25519.raw}`,
    problems: [R.KEY_UNREADABLE],
    key: null,
  },
  {
    title: 'an RSA key by the type of Ed25519',
    text: `v=DKIM1; k=ed25519; p=${p}`,
    problems: [R.KEY_UNREADABLE],
    key: null,
  },

  // Hashes, services and flags: section 3.6.1, and RFC 8301, section 3.1.
  { title: 'SHA-256 alone', text: `v=DKIM1; h=sha256; p=${p}` },
  { title: 'two hashes', text: `v=DKIM1; h=sha1 : sha256; p=${p}` },
  { title: 'SHA-1 alone', text: `v=DKIM1; h=sha1; p=${p}`, problems: [R.HASH_NOT_ALLOWED] },
  { title: 'unknown hashes', text: `v=DKIM1; h=sha512:sha3; p=${p}`, problems: [R.HASH_NOT_ALLOWED] },
  { title: 'no hash', text: `v=DKIM1; h=; p=${p}`, problems: [R.HASH_NOT_ALLOWED] },
  { title: 'a hash in capitals', text: `v=DKIM1; h=SHA256; p=${p}`, problems: [R.VALUE_IN_CAPITALS] },
  { title: 'the service email', text: `v=DKIM1; s=email; p=${p}` },
  { title: 'every service', text: `v=DKIM1; s=*; p=${p}` },
  { title: 'email among the services', text: `v=DKIM1; s=tlsrpt:email; p=${p}` },
  { title: 'another service', text: `v=DKIM1; s=tlsrpt; p=${p}`, problems: [R.SERVICE_NOT_ALLOWED] },
  { title: 'no service', text: `v=DKIM1; s=; p=${p}`, problems: [R.SERVICE_NOT_ALLOWED] },
  { title: 'testing', text: `v=DKIM1; t=y; p=${p}`, problems: [R.TESTING] },
  { title: 'testing and strict', text: `v=DKIM1; t=s : y; p=${p}`, problems: [R.TESTING] },
  { title: 'strict', text: `v=DKIM1; t=s; p=${p}` },
  { title: 'unknown flags', text: `v=DKIM1; t=yes:Y; p=${p}` },

  // What people paste.
  { title: 'quotes around all of it', text: `"${whole}"`, problems: [R.QUOTES], key: null },
  {
    title: 'quotes and a space where two strings met',
    text: `v=DKIM1; k=rsa; p=${p.slice(0, 200)}" "${p.slice(200)}`,
    problems: [R.QUOTES],
    key: null,
  },
  {
    title: 'quotes, and the key cut',
    text: `"${whole.slice(0, 255)}`,
    problems: [R.QUOTES, R.KEY_CUT],
    key: null,
  },
  { title: 'a host name', text: 'sel.dkim.vendor.test', problems: [R.HOST_NAME], key: null },
  {
    title: 'a host name with quotes and a dot',
    text: '"sel._domainkey.vendor.test."',
    problems: [R.HOST_NAME],
    key: null,
  },
  {
    title: 'several faults at once',
    text: `k=rsa; v=DKIM1; h=sha1; s=tlsrpt; t=y; p=${rsaKey(768).spki}`,
    problems: [R.VERSION_NOT_FIRST, R.HASH_NOT_ALLOWED, R.SERVICE_NOT_ALLOWED, R.KEY_TOO_SHORT, R.TESTING],
    key: 768,
  },
];
