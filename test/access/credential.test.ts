import { describe, expect, it } from 'vitest';
import {
  credentialHash,
  credentialKey,
  isBrokenApiKey,
  isSessionToken,
  newApiKey,
  newSessionToken,
} from '../../src/access/credential.js';

describe('a new API key', () => {
  it('is a prefix, 36 random characters and 6 of checksum', () => {
    expect(newApiKey()).toMatch(/^dgk_[0-9A-Za-z]{36}[0-9A-Za-z]{6}$/);
  });

  it('is whole', () => {
    for (let round = 0; round < 200; round++) expect(isBrokenApiKey(newApiKey())).toBe(false);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 1_000 }, newApiKey)).size).toBe(1_000);
  });

  it('uses every character of base 62 in every place', () => {
    const keys = Array.from({ length: 3_000 }, newApiKey);
    for (let place = 4; place < 40; place++) {
      expect(new Set(keys.map((key) => key[place])).size).toBe(62);
    }
  });

  it('has a checksum that anyone can compute: the CRC-32 of the rest, in base 62', () => {
    const body = `dgk_${'0'.repeat(36)}`;
    expect(isBrokenApiKey(`${body}2hW6pU`)).toBe(false);
  });
});

describe('a broken API key', () => {
  const key = newApiKey();

  it.each([
    ['a character changed', () => changedAt(key, 10)],
    ['its first character changed', () => changedAt(key, 4)],
    ['its last character changed', () => changedAt(key, 45)],
    ['two neighbours swapped', () => withNeighboursSwapped(key)],
    ['a character cut off', () => key.slice(0, -1)],
    ['a character added', () => `${key}0`],
    ['a space added', () => `${key} `],
    ['nothing but the prefix', () => 'dgk_'],
    ['the case of a letter changed', () => key.toLowerCase()],
  ])('is one with %s', (_, spoil) => {
    expect(isBrokenApiKey(spoil())).toBe(true);
  });

  it('is no text with another beginning, such as the key of another system', () => {
    for (const text of ['', 'dgs_x', 'DGK_x', 'old-system-key', key.slice(1)]) {
      expect(isBrokenApiKey(text)).toBe(false);
    }
  });
});

describe('a new session token', () => {
  it('is a prefix and 256 random bits', () => {
    expect(newSessionToken()).toMatch(/^dgs_[\w-]{43}$/);
    expect(new Set(Array.from({ length: 1_000 }, newSessionToken)).size).toBe(1_000);
  });

  it('is told from an API key by its prefix', () => {
    expect(isSessionToken(newSessionToken())).toBe(true);
    expect(isSessionToken(newApiKey())).toBe(false);
  });
});

describe('the hash of a credential', () => {
  it('is SHA-256 of its UTF-8 bytes', () => {
    expect(credentialHash('schlüssel').toString('hex')).toBe(
      'ccec7a8e3e039f0b6b308a81f438e1d07a59c8c896b4f237d10c3eecb8375ef7',
    );
  });

  it('differs for what a database may take for equal', () => {
    const alike = ['Key', 'key', 'KEY', 'Key ', ' Key', 'Kéy', 'Key\0', '0', '00', ''];
    expect(new Set(alike.map((text) => credentialHash(text).toString('hex'))).size).toBe(alike.length);
  });

  it('is the same as text', () => {
    expect(credentialKey('schlüssel')).toBe(credentialHash('schlüssel').toString('base64'));
  });
});

function changedAt(key: string, place: number): string {
  return key.slice(0, place) + (key[place] === 'x' ? 'y' : 'x') + key.slice(place + 1);
}

function withNeighboursSwapped(key: string): string {
  const place = [...key].findIndex((character, index) => index >= 4 && character !== key[index + 1]);
  return `${key.slice(0, place)}${key[place + 1]}${key[place]}${key.slice(place + 2)}`;
}
