import { describe, expect, it } from 'vitest';
import { JsonObject } from '../../src/json/json-value.js';
import { parseJson, UnusableJsonError } from '../../src/json/parse-json.js';
import { Parameters } from '../../src/legacy/parameters.js';
import { ProtocolError } from '../../src/legacy/protocol-error.js';
import { anonymousLimits, authenticatedLimits, SizeBudget } from '../../src/legacy/request-limits.js';

const parts = () => new SizeBudget(authenticatedLimits);
const { maxDepth } = parts();

function parametersOf(...fields: [name: string, value: string][]): Parameters {
  const parameters = new Parameters(parts());
  for (const [name, value] of fields) parameters.place(name, value);
  return parameters;
}

function parametersFrom(json: string): Parameters {
  const parameters = new Parameters(parts());
  parameters.placeAll(parseJson(json, parts()) as JsonObject);
  return parameters;
}

/** With objects in place of maps. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof JsonObject)) return value;
  return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
}

describe('a form field', () => {
  it.each<[string, [string, string][], object]>([
    ['has its name in lower case', [['DeliveryServerName', 'X']], { deliveryservername: 'X' }],
    ['leads into an object by brackets', [['A[B]', '1']], { a: { B: '1' } }],
    ['leads into an object by a dot', [['A.B', '1']], { a: { B: '1' } }],
    ['leads as deep as its brackets', [['a[b][c][d]', '1']], { a: { b: { c: { d: '1' } } } }],
    ['leads as deep as its dots', [['a.b.c', '1']], { a: { b: { c: '1' } } }],
    [
      'joins its neighbours',
      [
        ['a[b]', '1'],
        ['a.c', '2'],
        ['A[D]', '3'],
      ],
      { a: { b: '1', c: '2', D: '3' } },
    ],
    [
      'adds to a list by empty brackets',
      [
        ['a[]', 'x'],
        ['a[]', 'y'],
      ],
      { a: { 0: 'x', 1: 'y' } },
    ],
    [
      'leads into the items of a list',
      [
        ['a[][b]', 'x'],
        ['a[][b]', 'y'],
      ],
      { a: { 0: { b: 'x' }, 1: { b: 'y' } } },
    ],
    [
      'replaces the same name',
      [
        ['a', '1'],
        ['A', '2'],
      ],
      { a: '2' },
    ],
    [
      'replaces the same path',
      [
        ['a[b]', '1'],
        ['a.b', '2'],
      ],
      { a: { b: '2' } },
    ],
    [
      'replaces a text by an object',
      [
        ['a', '1'],
        ['a[b]', '2'],
      ],
      { a: { b: '2' } },
    ],
    [
      'replaces an object by a text',
      [
        ['a[b]', '2'],
        ['a', '1'],
      ],
      { a: '1' },
    ],
    ['keeps a bracket that does not close', [['a[b', '1']], { 'a[b': '1' }],
    ['keeps a bracket that does not open', [['a]b', '1']], { 'a]b': '1' }],
    ['keeps text behind brackets', [['a[b]c', '1']], { 'a[b]c': '1' }],
    ['keeps brackets without a name before them', [['[b]', '1']], { '[b]': '1' }],
    ['keeps a dot at the beginning', [['.a', '1']], { '.a': '1' }],
    ['may have an empty value', [['a', '']], { a: '' }],
  ])('%s', (_, fields, expected) => {
    const parameters = parametersOf(...fields);
    for (const [name, value] of Object.entries(expected))
      expect(plain(parameters.at([[name]]))).toEqual(value);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'named %s is data like any other',
    (name) => {
      const parameters = parametersOf([name, 'x'], [`a[${name}][polluted]`, 'y'], [`${name}.${name}`, 'z']);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(parameters.at([[name.toLowerCase()], [name.toLowerCase()]])).toBe('z');
    },
  );

  it('may lead 20 steps deep and no deeper', () => {
    const nameOf = (steps: number) => `a${'[b]'.repeat(steps - 1)}`;
    expect(() => parametersOf([nameOf(maxDepth), '1'])).not.toThrow();
    expect(() => parametersOf([nameOf(maxDepth + 1), '1'])).toThrow(ProtocolError);
    expect(() =>
      parametersOf([
        Array(maxDepth + 1)
          .fill('a')
          .join('.'),
        '1',
      ]),
    ).toThrow(ProtocolError);
  });
});

describe('the parameters of JSON', () => {
  it('are found in any letter case, at every depth', () => {
    const parameters = parametersFrom('{"A":{"Bc":{"D":[1,"Text",null]}},"e":true}');
    expect(parameters.at([['a'], ['bc'], ['d']])).toEqual([1, 'Text', null]);
    expect(parameters.at([['e']])).toBe(true);
  });

  it('have the last of several names that differ by case alone', () => {
    for (const json of ['{"Name":1,"NAME":2,"name":3}', '{"name":1,"Name":3}']) {
      expect(parametersFrom(json).at([['name']])).toBe(3);
      expect(parametersFrom(`{"a":${json}}`).at([['a'], ['name']])).toBe(3);
    }
  });

  it('lead into an object by a dot, wherever that object stands', () => {
    const parameters = parametersFrom('{"a.b":1,"A":{"c":2},"a.D":3}');
    expect(plain(parameters.at([['a']]))).toEqual({ b: 1, c: 2, D: 3 });
  });

  it('may be named as what every object inherits', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const parameters = parametersFrom(`{"${name}":{"polluted":1}}`);
      expect(parameters.at([[name.toLowerCase()], ['polluted']])).toBe(1);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });
});

describe('JSON in a parameter', () => {
  const field = (text: string) => {
    const parameters = new Parameters(new SizeBudget(anonymousLimits));
    parameters.place('a', text);
    return () => parameters.at([['a'], ['b']]);
  };

  it('has its names counted like those around it, once', () => {
    const names = (count: number) =>
      `{"b":1${Array.from({ length: count }, (_, index) => `,"${index}":1`).join('')}}`;
    const find = field(names(anonymousLimits.elements - 10));
    expect([find(), find()]).toEqual([1, 1]);
    expect(field(names(anonymousLimits.elements))).toThrow(expect.objectContaining({ status: 413 }));
  });

  it('is refused when it is nested too deeply', () => {
    expect(field(`{"b":${'['.repeat(maxDepth)}${']'.repeat(maxDepth)}}`)).toThrow(UnusableJsonError);
  });
});

describe('a path', () => {
  const parameters = parametersFrom(
    JSON.stringify({
      A: { B: 1, C: null },
      Text: 'x',
      List: [{ B: 1 }],
      Json: '{"Inner":{"Deep":"{\\"Deeper\\":5}"}}',
      Old: 'old',
      New: 'new',
    }),
  );

  it.each<[string, string[][], unknown]>([
    ['a name', [['text']], 'x'],
    ['a path', [['a'], ['b']], 1],
    ['null', [['a'], ['c']], null],
    ['a name that is not there', [['missing']], undefined],
    ['a path behind a name that is not there', [['missing'], ['b']], undefined],
    ['a path into null', [['a'], ['c'], ['d']], undefined],
    ['a path into a number', [['a'], ['b'], ['c']], undefined],
    ['a path into a list', [['list'], ['0']], undefined],
    ['a path into text that is no JSON', [['text'], ['b']], undefined],
    ['a path into JSON text', [['json'], ['inner']], { Deep: '{"Deeper":5}' }],
    ['a path into JSON text in JSON text', [['json'], ['inner'], ['deep'], ['deeper']], 5],
    ['the last of several spellings that are there', [['old', 'new', 'newest']], 'new'],
    ['the one spelling that is there', [['old', 'newest']], 'old'],
    ['what every object inherits', [['constructor']], undefined],
    ['what every object inherits, by its other name', [['__proto__']], undefined],
  ])('finds %s', (_, path, expected) => {
    expect(plain(parameters.at(path))).toEqual(expected);
  });
});
