import { describe, expect, it } from 'vitest';
import { keyIdOf, parseKeys } from '../../src/secrets/key-ring.js';

const keyOf = (octet: number) => Buffer.alloc(32, octet);
const [a, b] = [keyOf(1).toString('base64'), keyOf(2).toString('base64')];

describe('keys', () => {
  it.each([
    ['one', a, [1]],
    ['commas', `${b},${a}`, [2, 1]],
    ['commas with blanks', ` ${b} , ${a} `, [2, 1]],
    ['lines', `${b}\n${a}\n`, [2, 1]],
    ['lines of Windows, and blank ones', `${b}\r\n\r\n${a}\r\n`, [2, 1]],
    ['no padding', `${b.replace('=', '')},${a}`, [2, 1]],
  ])('are read in their order: %s', (_, text, octets) => {
    expect(parseKeys(text)).toEqual({ keys: octets.map(keyOf), faults: [] });
  });

  it('are eight at most', () => {
    const keys = Array.from({ length: 9 }, (_, octet) => keyOf(octet).toString('base64'));
    expect(parseKeys(keys.slice(0, 8).join()).keys).toHaveLength(8);
    expect(parseKeys(keys.join())).toEqual({ keys: null, faults: ['has 9 keys, and takes at most 8'] });
  });

  it.each([
    ['', ['must be 32 bytes in base64']],
    ['canary', ['must be 32 bytes in base64']],
    [`${a},`, ['key 2 must be 32 bytes in base64']],
    [`,${a}`, ['key 1 must be 32 bytes in base64']],
    [`${a},${a}`, ['key 2 is the same as key 1']],
    [`${a},${a.replace('=', '')}`, ['key 2 is the same as key 1']],
    [
      `canary,${a},${b},canary,${a},${b}`,
      [
        'key 1 must be 32 bytes in base64',
        'key 4 must be 32 bytes in base64',
        'key 5 is the same as key 2',
        'key 6 is the same as key 3',
      ],
    ],
  ])('are refused with every fault at once: %s', (text, faults) => {
    expect(parseKeys(text)).toEqual({ keys: null, faults });
  });
});

describe('the id of a key', () => {
  it('is what `base64 -d | sha256sum | cut -c 1-8` prints', () => {
    expect(keyIdOf(keyOf(1)).toString('hex')).toBe('72cd6e84');
  });
});
