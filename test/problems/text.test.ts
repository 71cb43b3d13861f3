import { describe, expect, it } from 'vitest';
import { isBlank, lineFault, nameProblems, textFault } from '../../src/problems/text.js';

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

describe('lineFault', () => {
  it.each(['', 'x', ' a user ', 'é', '🚀', '\u200b'])('finds none in %j', (value) =>
    expect(lineFault(value, 50)).toBeNull(),
  );

  it.each(['a\r\nb', 'a\n', '\ta', '\u007f', '\u0085', '\u009f', '\u2028', '\u2029', '\u0000', '\ud800'])(
    'finds INVALID in %j',
    (value) => expect(lineFault(value, 50)).toMatchObject({ reason: 'INVALID' }),
  );
});

describe('a text', () => {
  it.each([
    '',
    ' ',
    '\u00a0\u3000',
    '\u200b',
    '\u00ad',
    '\u202e',
    '\ufeff',
    '\u2060',
    '\u3164',
    '\u2800',
    '\u0085',
  ])('of which nobody sees anything is blank: %j', (value) => expect(isBlank(value)).toBe(true));

  it.each(['x', ' x ', '\u200bx', '0', '.', '👩\u200d👧', '\u0000', '\ud800'])('is not blank: %j', (value) =>
    expect(isBlank(value)).toBe(false),
  );
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
    ['\u200b\u200b', ['REQUIRED']],
    ['n'.repeat(256), ['TOO_LONG']],
    ['bell\u0007', ['INVALID']],
    ['two\nlines', ['INVALID']],
    ['a\ttab', ['INVALID']],
  ])('finds in %j: %j', (name, reasons) => {
    const problems = nameProblems(name);
    expect(problems.map(({ reason }) => reason)).toEqual(reasons);
    for (const { path } of problems) expect(path).toEqual(['name']);
  });
});
