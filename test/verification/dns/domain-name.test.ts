import { describe, expect, it } from 'vitest';
import { labelText, nameKey, wireNameFrom } from '../../../src/verification/dns/domain-name.js';

const label63 = 'a'.repeat(63);
/** 253 characters: 255 octets with the lengths and the root. */
const longest = [label63, label63, label63, 'a'.repeat(61)].join('.');

describe('a name as it is sent', () => {
  it.each<[string, number[]]>([
    ['', [0]],
    ['.', [0]],
    ['test', [4, 0x74, 0x65, 0x73, 0x74, 0]],
    ['a.b.', [1, 0x61, 1, 0x62, 0]],
    ['+._', [1, 0x2b, 1, 0x5f, 0]],
    ['\xe9\x00\n ', [4, 0xe9, 0, 0x0a, 0x20, 0]],
    ['a\\.b', [2, 0x61, 0x5c, 1, 0x62, 0]],
    [labelText('a.b'), [3, 0x61, 0x2e, 0x62, 0]],
  ])('of %j has these octets', (name, octets) => {
    expect([...(wireNameFrom(name) ?? [])]).toEqual(octets);
  });

  it('has at most 63 octets in a label and 255 in all', () => {
    expect(longest).toHaveLength(253);
    expect(wireNameFrom(longest)).toHaveLength(255);
    expect(wireNameFrom(`${longest}.`)).toHaveLength(255);
    expect(wireNameFrom(`${longest}a`)).toBeNull();
    expect(wireNameFrom(`${label63}.test`)).not.toBeNull();
    expect(wireNameFrom(`${label63}a.test`)).toBeNull();
  });

  it.each(['a..b', '.a', '..', 'a.b..', '\u0100.test', '\u{1F600}'])('cannot be made of %j', (name) => {
    expect(wireNameFrom(name)).toBeNull();
  });
});

describe('two names', () => {
  it.each<[string, string, boolean]>([
    ['Shop.TEST', 'shop.test', true],
    ['shop.test.', 'shop.test', true],
    ['\xc9.test', '\xe9.test', false],
    [labelText('a.b'), 'a.b', false],
    ['K.test', '\u212a.test', false],
  ])('%j and %j: the same is %s', (one, other, isSame) => {
    expect(nameKey(one) === nameKey(other)).toBe(isSame);
  });
});
