import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretsMask } from '../../../src/verification/smtp/mask-secrets.js';
import { replyText } from '../../../src/verification/smtp/reply-text.js';
import { SecretPieces, type Secrets } from '../../../src/verification/smtp/secret-pieces.js';

const secrets = { username: 'news@shop.test', password: 'Tr0ub4dor&3-x' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (number: number, length = 2) => number.toString(16).padStart(length, '0');
const octets = (text: string, before: string, between = '') =>
  [...Buffer.from(text)].map((octet) => before + hex(octet)).join(between);
const units = (text: string, write: (unit: number) => string) =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at))).join('');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const percent = (text: string) => octets(text, '%');
const asJson = (text: string) => units(text, (unit) => `\\u${hex(unit, 4)}`);
const inHtml = (text: string) => [...text].map((character) => `&#${character.codePointAt(0)};`).join('');
const inHtmlHex = (text: string) =>
  [...text].map((character) => `&#x${hex(character.codePointAt(0) ?? 0)};`).join('');
const inXtext = (text: string) => octets(text, '+').toUpperCase();
const plain = base64(`\0${secrets.username}\0${secrets.password}`);
const masked = (credentials: Secrets | null, text: string, host = 'mail.shop.test') =>
  new SecretsMask(credentials, host).masked(text);
const shown = (text: string) => masked(secrets, text);

describe('the mask', () => {
  it.each([
    ['the password', secrets.password],
    ['the user name', secrets.username],
    ['the password in capitals', secrets.password.toUpperCase()],
    ['the password in base64', base64(secrets.password)],
    ['the user name in base64', base64(secrets.username)],
    ['what AUTH PLAIN sends', plain],
    ['what AUTH PLAIN sends, in small letters', plain.toLowerCase()],
    ['a part of what AUTH PLAIN sends', plain.slice(9, 23)],
    ['the password in the base64 of something else', base64(`x:${secrets.password}:y`)],
    ['the password in hexadecimal', Buffer.from(secrets.password).toString('hex')],
    ['the password, percent-encoded', encodeURIComponent(secrets.password)],
    ['the password, percent-encoded altogether', percent(secrets.password)],
    ['the password in quoted-printable', octets(secrets.password, '=')],
    ['the password in xtext', inXtext(secrets.password)],
    ['the password in JSON', asJson(secrets.password)],
    ['the password in bytes of Python', octets(secrets.password, '\\x')],
    ['the password in octal', 'Tr0\\165b4dor\\0463-x'],
    ['the password in HTML', 'Tr0ub4dor&amp;3-x'],
    ['the password in HTML by numbers', inHtml(secrets.password)],
    ['the password in HTML by hexadecimal numbers', inHtmlHex(secrets.password)],
    ['the password in hexadecimal with colons', octets(secrets.password, '', ':')],
    ['the password in hexadecimal as an array', octets(secrets.password, '0x', ', ')],
    ['the password in base64 of UTF-16', utf16(secrets.password).toString('base64')],
    ['the password in hexadecimal of UTF-16', utf16(secrets.password).toString('hex')],
    ['the password over two lines', 'Tr0ub4\r\ndor&3-x'],
    ['a part of the password', 'ub4do'],
  ])('hides %s', (_, echoed) => {
    expect(shown(`5.7.8 Login <${echoed}> failed`)).toMatch(
      /^5\.7\.8 Login <[^<>]{0,3}\*\*\*[^<>]{0,4}> failed$/,
    );
  });

  it('leaves what the server says besides', () => {
    const said = '5.7.8 Error: authentication failed: UGFzc3dvcmQ6 at mail.shop.test [192.0.2.1]';
    expect(shown(said)).toBe(said);
  });

  it('leaves the host and its domain, where a gap would tell what is in it', () => {
    const credentials = { username: 'ada', password: 'Shop2024!' };
    expect(masked(credentials, 'mail.shop.test ESMTP of shop.test')).toBe(
      'mail.shop.test ESMTP of shop.test',
    );
    expect(masked(credentials, 'wrong: Shop2024!')).toBe('wrong: ***');
    expect(masked(credentials, 'wrong: shop')).toBe('wrong: ***');
  });

  it('leaves nothing else for the sake of the host', () => {
    const credentials = { username: 'ada', password: 'correct-horse' };
    const host = 'correct-horse.shop.test';
    expect(masked(credentials, 'correct-horse at correct-horse.shop.test', host)).toBe(
      '*** at correct-horse.shop.test',
    );
  });

  it.each(['12345', 'abcd1', 'cafe9', 'facade99', '2024Summer!'])(
    'hides a password that looks like an encoded octet after an equals or a percent sign: %s',
    (password) => {
      const credentials = { username: 'admin', password };
      expect(masked(credentials, `user=admin password=${password} pass%${password}.`)).toBe(
        'user=*** password=*** pass%***.',
      );
    },
  );

  it('hides a short password in base64', () => {
    const credentials = { username: 'admin', password: 'abc' };
    expect(masked(credentials, `no: abc or ${base64('abc')} or ${octets('abc', '')}`)).toBe(
      'no: *** or *** or ***',
    );
    expect(masked({ ...credentials, password: '%' }, `no: ${base64('%')}`)).toBe('no: ***');
  });

  it('looks at no more of a long text than what can be shown needs', () => {
    const text = masked(secrets, `${'a '.repeat(16_000)}${secrets.password}`);
    expect(text).toBe(`${'a '.repeat(500)} [cut]`);
    expect(masked(secrets, `${'.'.repeat(995)}${secrets.password}`)).toBe(`${'.'.repeat(995)}*** [cut]`);
  });

  it('shows nothing beside credentials that are too long to be looked for', () => {
    const password = 'correct horse '.repeat(100);
    expect(masked({ username: 'ada', password }, 'wrong: horse')).toBe('***');
  });

  it('looks for a bounded number of pieces', () => {
    const noise = Array.from({ length: 6 }, (_, at) => createHash('sha512').update(`${at}`).digest('base64'));
    const password = noise.join('').slice(0, 511);
    expect(new SecretPieces({ username: 'a', password }).size).toBeLessThan(30_000);
  });

  it('does not blacken words for a user name of a letter or two', () => {
    expect(masked({ username: 'a', password: 'q' }, 'a word')).toBe('a word');
  });

  it('hides a password of one letter', () => {
    expect(masked({ username: 'ada', password: 'q' }, 'wrong: q')).toBe('wrong: ***');
  });

  it('does nothing without credentials', () => {
    expect(masked(null, 'ada')).toBe('ada');
  });

  const credentials: fc.Arbitrary<Secrets> = fc
    .record({
      username: fc.stringMatching(/^[a-z0-9._@-]{3,24}$/),
      password: fc.oneof(
        fc.stringMatching(/^[!-)+-~]{4,24}$/),
        fc.string({ unit: 'grapheme', minLength: 4, maxLength: 20 }),
      ),
    })
    .filter(({ password }) => /^[^\s*]{4,}$/.test(password));
  const raw: ((text: string) => string)[] = [
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
    (text) => [...text].join('\r\n'),
    (text) => Buffer.from(text).toString('latin1'),
    percent,
    inXtext,
    asJson,
    inHtml,
    inHtmlHex,
    (text) => octets(text, '='),
    (text) => octets(text, '\\x'),
  ];
  const encoded: ((text: string) => string)[] = [
    base64,
    (text) => base64(text).toLowerCase(),
    (text) => base64(`of ${text}!`),
    (text) => Buffer.from(text).toString('base64url'),
    (text) => octets(text, ''),
    (text) => octets(text, '', ':'),
    (text) => octets(text, '0x', ', '),
    (text) => utf16(text).toString('base64'),
    (text) => utf16(text).toString('hex'),
  ];

  it('lets no part of a password through that a server echoes, in whichever spelling', () => {
    fc.assert(
      fc.property(
        ...[credentials, fc.constantFrom(...raw), fc.string(), fc.string(), fc.nat(20), fc.nat(20)],
        (known, echo, before, after, from, length) => {
          const part = echo(known.password.slice(from, from + 4 + length));
          const text = replyText([`${before} ${part} ${after}`], new SecretsMask(known, 'mx.test')) ?? '';
          expect(leaks(known.password, 4, text, before, after)).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('lets nothing encoded through that a server echoes', () => {
    fc.assert(
      fc.property(
        ...[credentials, fc.constantFrom(...encoded), fc.nat(2), fc.string(), fc.string(), fc.nat(40)],
        (known, encode, which, before, after, from) => {
          const { username, password } = known;
          const echoed = encode([password, username, `\0${username}\0${password}`][which] ?? '');
          const text =
            replyText([`${before} ${echoed.slice(from)} ${after}`], new SecretsMask(known, 'mx.test')) ?? '';
          // Not of what stands around it in base64, which is not secret.
          const secret = encode === encoded[2] ? echoed.slice(5, -3) : echoed;
          expect(leaks(withoutSeparators(secret), 8, text, before, after)).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** Parts of a secret that can be read in a text, in whichever way, and were not there anyway. */
function leaks(secret: string, length: number, text: string, ...innocent: string[]): string[] {
  const anyway = readings(innocent.join('\n')).join('\n');
  const said = readings(text).join('\n');
  const characters = withoutBlanks(secret);
  return Array.from({ length: Math.max(0, characters.length - length + 1) }, (_, at) =>
    characters.slice(at, at + length),
  ).filter((part) => said.includes(part) && !anyway.includes(part));
}

function readings(text: string): string[] {
  const inHexadecimal = [/[%=+]([\da-f]{2})/gi, /\\(?:x|u00)([\da-f]{2})/gi, /&#x([\da-f]{2});/gi];
  return [
    text,
    ...inHexadecimal.map((writing) =>
      text.replace(writing, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
    ),
    withoutSeparators(text),
    text.replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits))),
  ].map(withoutBlanks);
}

/** Without what stands between octets in hexadecimal. */
function withoutSeparators(text: string): string {
  return text.replace(/(?:, |:)(?:0x)?|^0x/g, '');
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}
