import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer, type SealedPlace, SealedValueError } from '../../src/secrets/sealer.js';

const key = Buffer.alloc(32, 1);
const sealer = createSealer([key]);
const place: SealedPlace = { table: 'delivery_servers', row: 7, column: 'smtp_password_sealed' };

/** Where each part of a sealed value begins and ends. */
const parts = {
  format: [0, 1],
  'key id': [1, 5],
  nonce: [5, 17],
  tag: [17, 33],
  ciphertext: [33, 39],
} as const;

describe('a sealed value', () => {
  it.each([
    ['a word', 'secret'],
    ['an empty text', ''],
    ['spaces', '  \t\n'],
    ['any script', 'pässwörd — 密码 🔑 \u0000 \u0301'],
    ['1 MiB of ASCII', 'x'.repeat(1_048_576)],
    ['1 MiB of other characters', '🔑'.repeat(262_144)],
  ])('opens to what was sealed: %s', (_, plaintext) => {
    expect(sealer.open(sealer.seal(plaintext, place), place) === plaintext).toBe(true);
  });

  it('is 33 bytes longer than its text and does not show it', () => {
    const sealed = sealer.seal('secret', place);
    expect(sealed).toHaveLength(39);
    expect(sealed.includes('secret')).toBe(false);
  });

  it('differs each time for one and the same text', () => {
    const sealed = Array.from({ length: 100 }, () => sealer.seal('secret', place).toString('hex'));
    expect(new Set(sealed).size).toBe(100);
  });

  it.each(Object.entries(parts))('does not open with a changed bit in its %s', (_, [start, end]) => {
    for (let index = start; index < end; index++) {
      const sealed = sealer.seal('secret', place);
      sealed[index] = (sealed[index] as number) ^ 1;
      expect(() => sealer.open(sealed, place)).toThrow();
    }
  });

  it('does not open with anything added or cut off', () => {
    const sealed = sealer.seal('secret', place);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(sealed.subarray(0, length), place)).toThrow();
    }
    expect(() => sealer.open(Buffer.concat([sealed, Buffer.of(0)]), place)).toThrow();
  });

  it.each([
    ['row', { ...place, row: 8 }],
    ['table', { ...place, table: 'other' }],
    ['column', { ...place, column: 'other' }],
  ])('does not open in another %s', (_, elsewhere) => {
    expect(() => sealer.open(sealer.seal('secret', place), elsewhere)).toThrow();
  });

  it('does not open with another key, and the error says why', () => {
    const other = createSealer([Buffer.alloc(32, 2)]);
    expect(() => other.open(sealer.seal('secret', place), place)).toThrow(
      'it was sealed with the key 72cd6e84, which SECRETS_KEY does not have',
    );
  });

  it('opens with the same key in another process', () => {
    const again = createSealer([Buffer.from(key)]);
    expect(again.open(sealer.seal('secret', place), place)).toBe('secret');
    expect(again.keyIds).toEqual(sealer.keyIds);
  });

  it('does not open with a tag of 4 bytes, which is easy to guess', () => {
    const nonce = Buffer.alloc(12, 3);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 4 });
    cipher.setAAD(Buffer.from('delivery_servers/7/smtp_password_sealed'));
    const ciphertext = Buffer.concat([cipher.update('secret'), cipher.final()]);
    const header = Buffer.concat([Buffer.of(1), sealer.keyIds[0], nonce]);
    const short = Buffer.concat([header, cipher.getAuthTag(), ciphertext]);
    expect(() => sealer.open(short, place)).toThrow();
    // Without any ciphertext the whole rest would be the tag.
    const onlyTag = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 4 });
    onlyTag.setAAD(Buffer.from('delivery_servers/7/smtp_password_sealed'));
    onlyTag.final();
    expect(() => sealer.open(Buffer.concat([header, onlyTag.getAuthTag()]), place)).toThrow();
  });
});

describe('the id of a key', () => {
  it('is 4 bytes that say nothing of the key', () => {
    expect(sealer.keyIds[0]).toHaveLength(4);
    expect(key.includes(sealer.keyIds[0])).toBe(false);
    expect(createSealer([Buffer.alloc(32, 2)]).keyIds).not.toEqual(sealer.keyIds);
  });
});

describe('a sealer with several keys', () => {
  const [older, newer] = [Buffer.alloc(32, 2), Buffer.alloc(32, 3)];
  const ofBoth = createSealer([newer, key, older]);

  it('opens what any of them has sealed', () => {
    for (const each of [key, older, newer])
      expect(ofBoth.open(createSealer([each]).seal('secret', place), place)).toBe('secret');
  });

  it('seals with the first one', () => {
    const sealed = ofBoth.seal('secret', place);
    expect(sealed.subarray(1, 5)).toEqual(ofBoth.keyIds[0]);
    expect(createSealer([newer]).open(sealed, place)).toBe('secret');
    expect(() => sealer.open(sealed, place)).toThrow(SealedValueError);
  });

  it('does not open with one key what says that it was sealed with another one', () => {
    const sealed = createSealer([older]).seal('secret', place);
    createSealer([newer]).keyIds[0].copy(sealed, 1);
    expect(() => ofBoth.open(sealed, place)).toThrow('it was damaged or moved');
  });
});

describe('an error of a value that does not open', () => {
  const sealed = sealer.seal('canary-password', place);
  it.each<[string, Buffer, string]>([
    ['another format', Buffer.concat([Buffer.of(2), sealed.subarray(1)]), 'it was damaged'],
    ['no length', Buffer.alloc(0), 'it was damaged'],
    ['a short tag', sealed.subarray(0, 21), 'it was damaged'],
    [
      'a flipped bit',
      Buffer.from(sealed.map((octet, at) => (at === 40 ? octet ^ 1 : octet))),
      'it was damaged or moved',
    ],
    ['another row', sealer.seal('canary-password', { ...place, row: 8 }), 'it was damaged or moved'],
  ])('says why and nothing of the value: %s', (_, value, reason) => {
    expect(() => sealer.open(value, place)).toThrow(new SealedValueError(reason));
  });
});
