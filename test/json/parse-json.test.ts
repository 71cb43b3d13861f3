import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber, JsonObject, writeJsonText } from '../../src/json/json-value.js';
import { parseJson, UnusableJsonError } from '../../src/json/parse-json.js';

const maxDepth = 20;
const maxParts = 1_000;
const tooMany = new Error('too many');

function parse(text: string, allowsLoneSurrogates = false): unknown {
  let parts = 0;
  const add = (more: number) => {
    parts += more;
    if (parts > maxParts) throw tooMany;
  };
  return parseJson(text, { maxDepth, allowsLoneSurrogates, add });
}

/** As `JSON.parse` has it. */
function plain(value: unknown): unknown {
  if (value instanceof JsonNumber) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof JsonObject)) return value;
  return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
}

/** The value, or that there is none. */
function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof SyntaxError) return 'no JSON';
    throw error;
  }
}

function expectSame(text: string): void {
  expect(outcome(() => plain(parse(text)))).toEqual(outcome(() => JSON.parse(text)));
}

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, stringUnit: 'binary' }), fc.nat(4), (json, indent) =>
        expectSame(JSON.stringify(JSON.parse(json), null, indent)),
      ),
    );
  });

  it('with one character changed is read or refused as JSON.parse does', () => {
    const piece = fc.constantFrom(...'{}[]",:.-+0123456789eE\\ \n\t\r\u0001\u00a0utfn', '');
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        piece,
        fc.boolean(),
        (json, seed, other, isInserted) => {
          const at = seed % (json.length + 1);
          expectSame(json.slice(0, at) + other + json.slice(isInserted ? at : at + 1));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ...[
      '',
      ' ',
      '{',
      '[',
      '"',
      '"\\',
      '"\\"',
      '{"a"',
      '{"a":',
      '{"a":1',
      '[1',
      '[1,',
      '[1,]',
      '{"a":1,}',
      '{,}',
    ],
    ...['1 1', '01', '-', '1.', '.1', '1e', '+1', 'NaN', 'tru', 'nulls', "'a'", '{a:1}', '"\n"', '"\\x"'],
    ...['-0', '0', '1e5', '1E+5', '-1.50', '"\\u00e9\\n\\/"', '[[],{}]', ' [ 1 , { "a" : null } ] '],
    ...['\ufeff{}', '\u00a0{}', '\u2028{}', '\f{}', '"\u2028"', '"\u007f"', '{"a":1}\u0000'],
  ])('%j is read or refused as JSON.parse does', (text) => {
    expectSame(text);
  });

  it('keeps the digits of numbers, and the order of names', () => {
    const text = '{"2":1.10,"1":-0,"__proto__":[1e3,12345678901234567890,1.5]}';
    expect(writeJsonText(parse(text))).toBe(text);
  });

  it('may be nested 20 deep and no deeper', () => {
    const nested = (depth: number, open: string, close: string) =>
      `${open.repeat(depth)}1${close.repeat(depth)}`;
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      expect(() => parse(nested(maxDepth, open, close))).not.toThrow();
      expect(() => parse(nested(maxDepth + 1, open, close))).toThrow(UnusableJsonError);
    }
  });

  it('is refused with half a character in it, unless that is asked for', () => {
    expect(() => parse('["x",{"b":"half \\ud83d"}]')).toThrow(UnusableJsonError);
    expect(() => parse('{"half \\ud83d":1}')).toThrow(UnusableJsonError);
    expect(parse('"half \\ud83d"', true)).toBe('half \ud83d');
    expect(parse('"whole \\ud83d\\ude80"')).toBe('whole 🚀');
  });

  it('has its objects, lists and names counted while it is read', () => {
    const lists = (count: number) => `[${Array(count - 1).fill('[]')}]`;
    const names = (count: number) => `{${Array.from({ length: count - 1 }, (_, index) => `"${index}":1`)}}`;
    for (const text of [lists, names]) {
      expect(() => parse(text(maxParts))).not.toThrow();
      expect(() => parse(text(maxParts + 1))).toThrow(tooMany.message);
      expect(() => parse(text(maxParts + 1).slice(0, -1))).toThrow(tooMany.message);
    }
    expect(() => parse(`[${Array(2 * maxParts).fill(1)}]`)).not.toThrow();
  });
});
