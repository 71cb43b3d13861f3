import { describe, expect, it } from 'vitest';
import { nameProblems, textFault } from '../../src/text.js';

describe('textFault', () => {
  it.each(['', 'x', 'tab\t, line\n, return\r', 'é', '🚀', '\u0085', '\u2028', '\ufffd', '\u{10ffff}'])(
    'finds none in %j',
    (value) => expect(textFault(value, 50)).toBeNull(),
  );

  it.each([
    '\u0000',
    '\u0001',
    '\u0008',
    '\u000b',
    '\u000c',
    '\u000e',
    '\u001f',
    '\ufffe',
    '\uffff',
    '\ud800',
    '\udc00x',
    'a\udfff',
  ])('finds INVALID in %j', (value) => expect(textFault(value, 50)).toMatchObject({ reason: 'INVALID' }));

  it('counts characters as people and the database do, not in UTF-16', () => {
    expect(textFault('🚀'.repeat(10), 10)).toBeNull();
    expect(textFault('🚀'.repeat(11), 10)).toMatchObject({ reason: 'TOO_LONG' });
    expect(textFault('x'.repeat(11), 10)).toMatchObject({ reason: 'TOO_LONG' });
    expect(textFault('x'.repeat(10_000_000), 10)).toMatchObject({ reason: 'TOO_LONG' });
  });

  it('names the limit', () => {
    expect(textFault('xxx', 2)?.message).toBe('This must have at most 2 characters.');
  });
});

describe('nameProblems', () => {
  it.each([
    ['a name', []],
    [' padded ', []],
    ['n'.repeat(255), []],
    ['🚀'.repeat(255), []],
    [null, ['REQUIRED']],
    ['', ['REQUIRED']],
    [' \t\n\u00a0', ['REQUIRED']],
    ['n'.repeat(256), ['TOO_LONG']],
    ['bell\u0007', ['INVALID']],
  ])('finds in %j: %j', (name, reasons) => {
    const problems = nameProblems(name);
    expect(problems.map(({ reason }) => reason)).toEqual(reasons);
    for (const { path } of problems) expect(path).toEqual(['name']);
  });
});
