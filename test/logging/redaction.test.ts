import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/logging/log.js';
import { Redaction } from '../../src/logging/redaction.js';

const password = 'pa"ss wörd/+?&€';
const key = randomBytes(32);

/** The lines that a log writes. */
function logged(write: (log: ReturnType<typeof createLog>) => void, secrets: (string | Buffer)[] = []) {
  const lines: string[] = [];
  write(createLog('trace', { write: (line) => lines.push(line) }, new Redaction(secrets)));
  return lines.map((line) => JSON.parse(line));
}

/** What becomes of a text in the message of a line. */
function shown(text: string, secrets: (string | Buffer)[] = [password, key]): string {
  return logged((log) => log.info(text), secrets)[0].msg;
}

/** Octets in base64 in the middle of others. */
function base64Within(bytes: Buffer, before: number): string {
  return Buffer.concat([Buffer.alloc(before, 'x'), bytes, Buffer.alloc(7, 'y')]).toString('base64');
}

describe('the log redacts by value', () => {
  it.each([
    ['as it is', (text: string) => text],
    ['as JSON writes it', (text: string) => JSON.stringify(text)],
    ['as JSON in JSON', (text: string) => JSON.stringify(JSON.stringify(text))],
    ['as an address writes it', (text: string) => encodeURIComponent(text)],
    ['as an address writes it in small letters', (text: string) => encodeURIComponent(text).toLowerCase()],
    ['as a form writes it', (text: string) => new URLSearchParams({ a: text }).toString()],
    ['in base64', (text: string) => Buffer.from(text).toString('base64')],
    ['in base64 for addresses', (text: string) => Buffer.from(text).toString('base64url')],
    ['in base64 after one octet', (text: string) => base64Within(Buffer.from(text), 1)],
    ['in base64 after two octets', (text: string) => base64Within(Buffer.from(text), 2)],
    ['in base64 after three octets', (text: string) => base64Within(Buffer.from(text), 3)],
    ['in hexadecimal', (text: string) => Buffer.from(text).toString('hex')],
    ['in hexadecimal in capital letters', (text: string) => Buffer.from(text).toString('hex').toUpperCase()],
  ])('a known secret %s', (_, form) => {
    const text = `before ${form(password)} after`;
    expect(shown(text)).toMatch(/^before .*\[redacted\].* after$/s);
    // The same without knowing it.
    expect(shown(text, [])).toBe(text);
  });

  it.each([
    ['base64', key.toString('base64')],
    ['base64 for addresses', key.toString('base64url')],
    ['hexadecimal', key.toString('hex')],
  ])('a known key of octets in %s', (_, text) => {
    expect(shown(`key ${text}.`)).toMatch(/^key \[redacted\].{0,2}\.$/);
  });

  it.each([
    ['a key', `dgk_${'a'.repeat(42)}`, '[redacted]'],
    ['a part of a key', 'dgk_abcdefgh', '[redacted]'],
    ['a session', `dgs_${randomBytes(32).toString('base64url')}`, '[redacted]'],
    ['a bearer', 'Authorization: Bearer of-whatever_kind', 'Authorization: Bearer [redacted]'],
    ['a bearer in small letters', 'bearer of-whatever_kind', 'bearer [redacted]'],
    ['user info in an address', 'at mysql://gateway:p@ss@db:3306/x', 'at mysql://[redacted]@db:3306/x'],
    ['several', 'dgk_abcdefgh, https://u:p@h/ dgk_abcdefgh', '[redacted], https://[redacted]@h/ [redacted]'],
  ])('what looks like a credential: %s', (_, text, expected) => {
    expect(shown(text, [])).toBe(expected);
  });

  it.each([
    'DATABASE_URL must have the form mysql://user:password@host:port/database.',
    'verification of ds_1 (https://example.com/a@b) took 3 ms',
    'token bucket, secret santa, password rules',
    'dgk_',
  ])('nothing in: %s', (text) => {
    expect(shown(text)).toBe(text);
  });

  it('wherever it stands: names, nested values, lists, numbers, errors with causes, children, and the message', () => {
    const error = new Error(`refused ${password}`, { cause: new Error(password) });
    const lines = logged(
      (log) => {
        log.info({ a: { b: [{ [password]: 1, c: [password] }] }, number: 123_456_789 }, 'message');
        log.error({ err: error, stack: error.stack }, password);
        log.child({ where: password }).trace(`%s`, password);
      },
      [password, '123456789'],
    );
    expect(lines[0]).toMatchObject({
      a: { b: [{ '[redacted]': 1, c: ['[redacted]'] }] },
      number: '[redacted]',
      msg: 'message',
    });
    expect(lines[1]).toMatchObject({
      msg: '[redacted]',
      err: { message: expect.stringContaining('[redacted]') },
    });
    expect(lines[2]).toMatchObject({ where: '[redacted]', msg: '[redacted]' });
    expect(JSON.stringify(lines)).not.toContain('wörd');
  });

  it('the longer of two, when one begins the other', () => {
    expect(shown('it is hunter2-and-more', ['hunter2', 'hunter2-and-more'])).toBe('it is [redacted]');
  });

  it('what became known later', () => {
    const redaction = new Redaction();
    expect(redaction.text('hunter2-and-more')).toBe('hunter2-and-more');
    redaction.hide(['hunter2-and-more']);
    expect(redaction.text('hunter2-and-more')).toBe('[redacted]');
  });

  it('not what is shorter than four characters, which is in every line', () => {
    expect(shown('1.2.3 and 30', ['30', 'a', ''])).toBe('1.2.3 and 30');
  });

  it('any secret at any place', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(text, secret, text, (before, secret, after) => {
        const line = new Redaction([secret]).line(JSON.stringify({ msg: before + secret + after }));
        expect(JSON.parse(line).msg).toContain('[redacted]');
        expect(JSON.parse(line).msg.split('[redacted]').join('')).not.toBe(before + secret + after);
      }),
    );
  });
});

describe('the log redacts by name', () => {
  it.each([
    ...[
      'password',
      'smtpPassword',
      'SMTPPassword',
      'smtp_password',
      'ADMIN_PASSWORD',
      'secret',
      'clientSecret',
    ],
    ...['token', 'sessionToken', 'authorization', 'Authorization', 'cookie', 'set-cookie'],
    ...['apiKey', 'APIKey', 'api_key', 'x-api-key', 'X-Api-Key', 'apikey', 'ADMIN_API_KEY'],
  ])('%s, at any depth and of any kind', (name) => {
    const [line] = logged((log) =>
      log.info({ [name]: 'canary', a: { b: { c: { d: [{ [name]: { value: 'canary' } }] } } } }, 'message'),
    );
    expect(JSON.stringify(line)).not.toContain('canary');
    expect(line).toMatchObject({ [name]: '[redacted]', msg: 'message' });
  });

  it('not what is only named like it, or tells nothing', () => {
    const fields = { hasPassword: true, password: null, tokens: 3, key: 'key_7', secretsKeyId: 'a' };
    expect(logged((log) => log.info(fields))[0]).toMatchObject(fields);
  });
});

it('leaves a line without secrets as it is, and makes one object of every other', () => {
  const redaction = new Redaction([password]);
  // Who parses it and writes it anew writes another number.
  const line = '{"level":30,"milliseconds":1.0,"credentialName":"ADMIN_API_KEY","msg":"request"}\n';
  expect(redaction.line(line)).toBe(line);
  expect(redaction.line('{"level":30,"msg":"dgk_abcdefgh"}\n')).toBe('{"level":30,"msg":"[redacted]"}\n');
  // Nothing writes that.
  expect(JSON.parse(redaction.line('dgk_abcdefgh\n'))).toMatchObject({ level: 40, msg: '[redacted]\n' });
});
