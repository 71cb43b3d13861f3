import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMask, type Secrets } from '../../../src/verification/smtp/mask-secrets.js';
import { replyText } from '../../../src/verification/smtp/reply-text.js';

const secrets = { username: 'news@shop.test', password: 'Tr0ub4dor&3-x' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const percent = (text: string) =>
  [...Buffer.from(text)].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
const plain = base64(`\0${secrets.username}\0${secrets.password}`);
const shown = (text: string) => createMask(secrets, ['mail.shop.test'])(text);

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

  it('leaves a part of the password that everybody knows, which a gap in its place would tell', () => {
    const mask = createMask({ username: 'ada', password: 'Shop2024!' }, ['mail.shop.test']);
    expect(mask('mail.shop.test ESMTP')).toBe('mail.shop.test ESMTP');
    expect(mask('wrong: Shop2024!')).toBe('wrong: S***');
  });

  it('does not blacken words for a user name of a letter or two', () => {
    expect(createMask({ username: 'a', password: 'q' })('a word')).toBe('a word');
  });

  it('hides a password of one letter', () => {
    expect(createMask({ username: 'ada', password: 'q' })('wrong: q')).toBe('wrong: ***');
  });

  it('does nothing without credentials', () => {
    expect(createMask(null)('ada')).toBe('ada');
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
  ];
  const encoded: ((text: string) => string)[] = [
    base64,
    (text) => base64(text).toLowerCase(),
    (text) => base64(`of ${text}!`),
    (text) => Buffer.from(text).toString('base64url'),
    (text) => Buffer.from(text).toString('hex'),
  ];

  it('lets no part of a password through that a server echoes, in whichever spelling', () => {
    fc.assert(
      fc.property(
        ...[credentials, fc.constantFrom(...raw), fc.string(), fc.string(), fc.nat(20), fc.nat(20)],
        (known, echo, before, after, from, length) => {
          const part = echo(known.password.slice(from, from + 4 + length));
          const text = replyText([`${before} ${part} ${after}`], createMask(known)) ?? '';
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
          const text = replyText([`${before} ${echoed.slice(from)} ${after}`], createMask(known)) ?? '';
          // Not of what stands around it in base64, which is not secret.
          const secret = encode === encoded[2] ? echoed.slice(5, -3) : echoed;
          expect(leaks(secret, 8, text, before, after)).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** Parts of a secret that can be read in a text, and were not there anyway. */
function leaks(secret: string, length: number, text: string, ...innocent: string[]): string[] {
  const anyway = readable(innocent.join('\n'));
  const said = readable(text);
  const characters = readable(secret);
  return Array.from({ length: Math.max(0, characters.length - length + 1) }, (_, at) =>
    characters.slice(at, at + length),
  ).filter((part) => said.includes(part) && !anyway.includes(part));
}

function readable(text: string): string {
  return text
    .replace(/%([\da-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\s+/g, '')
    .toLowerCase();
}
