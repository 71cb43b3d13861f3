import { describe, expect, it } from 'vitest';
import {
  deepest,
  emptyTree,
  foldNames,
  type ParameterTree,
  placeField,
  UnusableParametersError,
  valueAt,
} from '../../src/legacy/parameter-tree.js';

function treeOf(...fields: [name: string, value: string][]): ParameterTree {
  const tree = emptyTree();
  for (const [name, value] of fields) placeField(tree, name, value);
  return tree;
}

/** A copy with ordinary prototypes, for comparing. */
const plain = (tree: unknown) => JSON.parse(JSON.stringify(tree));

describe('a form field', () => {
  it.each<[string, [string, string][], object]>([
    ['has its name in lower case', [['DeliveryServerName', 'X']], { deliveryservername: 'X' }],
    ['leads into an object by brackets', [['A[B]', '1']], { a: { b: '1' } }],
    ['leads into an object by a dot', [['A.B', '1']], { a: { b: '1' } }],
    ['leads as deep as its brackets', [['a[b][c][d]', '1']], { a: { b: { c: { d: '1' } } } }],
    ['leads as deep as its dots', [['a.b.c', '1']], { a: { b: { c: '1' } } }],
    [
      'joins its neighbours',
      [
        ['a[b]', '1'],
        ['a.c', '2'],
        ['A[D]', '3'],
      ],
      { a: { b: '1', c: '2', d: '3' } },
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
    expect(plain(treeOf(...fields))).toEqual(expected);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'named %s is data like any other',
    (name) => {
      const tree = treeOf([name, 'x'], [`a[${name}][polluted]`, 'y'], [`${name}.${name}`, 'z']);
      expect(Object.keys(tree)).toEqual([name.toLowerCase(), 'a']);
      expect(Object.getPrototypeOf(tree)).toBeNull();
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(valueAt(tree, [[name], [name]])).toBe('z');
    },
  );

  it('may lead 20 steps deep and no deeper', () => {
    const nameOf = (steps: number) => `a${'[b]'.repeat(steps - 1)}`;
    expect(() => treeOf([nameOf(deepest), '1'])).not.toThrow();
    expect(() => treeOf([nameOf(deepest + 1), '1'])).toThrow(UnusableParametersError);
    expect(() =>
      treeOf([
        Array(deepest + 1)
          .fill('a')
          .join('.'),
        '1',
      ]),
    ).toThrow(UnusableParametersError);
  });

  it('is placed in time that grows with their number alone', () => {
    const start = performance.now();
    treeOf(...Array.from({ length: 10_000 }, (): [string, string] => ['a[]', 'x']));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('JSON', () => {
  it('has all its names in lower case, at every depth and in lists', () => {
    const folded = foldNames({ A: { Bc: [{ D: 1 }, 'Text', null] }, e: true });
    expect(plain(folded)).toEqual({ a: { bc: [{ d: 1 }, 'Text', null] }, e: true });
  });

  it('has the last of several names that differ by case alone', () => {
    expect(plain(foldNames(JSON.parse('{"Name":1,"NAME":2,"name":3}')))).toEqual({ name: 3 });
    expect(plain(foldNames(JSON.parse('{"name":3,"Name":1}')))).toEqual({ name: 1 });
  });

  it.each(['__proto__', 'constructor', 'toString'])('may name something %s', (name) => {
    const folded = foldNames(JSON.parse(`{"${name}":{"polluted":1}}`)) as ParameterTree;
    expect(Object.keys(folded)).toEqual([name.toLowerCase()]);
    expect(Object.getPrototypeOf(folded)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('may be 20 levels deep and no deeper', () => {
    const nested = (levels: number, open: string, close: string) =>
      JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);
    expect(() => foldNames(nested(deepest, '{"a":', '}'))).not.toThrow();
    expect(() => foldNames(nested(deepest + 1, '{"a":', '}'))).toThrow(UnusableParametersError);
    expect(() => foldNames(nested(deepest + 1, '[', ']'))).toThrow(UnusableParametersError);
  });

  it('is refused with half a character in it', () => {
    expect(() => foldNames({ a: ['x', { b: 'half \ud83d' }] })).toThrow(UnusableParametersError);
    expect(() => foldNames({ a: 'whole \ud83d\ude80' })).not.toThrow();
  });
});

describe('valueAt', () => {
  const tree = foldNames({
    A: { B: 1, C: null },
    Text: 'x',
    List: [{ B: 1 }],
    Json: '{"Inner":{"Deep":"{\\"Deeper\\":5}"}}',
    Old: 'old',
    New: 'new',
  }) as ParameterTree;

  it.each<[string, string[][], unknown]>([
    ['a name', [['text']], 'x'],
    ['a name in any case', [['TEXT']], 'x'],
    ['a path', [['A'], ['b']], 1],
    ['null', [['a'], ['c']], null],
    ['a name that is not there', [['missing']], undefined],
    ['a path behind a name that is not there', [['missing'], ['b']], undefined],
    ['a path into null', [['a'], ['c'], ['d']], undefined],
    ['a path into a number', [['a'], ['b'], ['c']], undefined],
    ['a path into a list', [['list'], ['0']], undefined],
    ['a path into text that is no JSON', [['text'], ['b']], undefined],
    ['a path into JSON text', [['json'], ['inner']], { deep: '{"Deeper":5}' }],
    ['a path into JSON text in JSON text', [['json'], ['Inner'], ['deep'], ['deeper']], 5],
    ['the last of several spellings that are there', [['old', 'new', 'newest']], 'new'],
    ['the one spelling that is there', [['old', 'newest']], 'old'],
    ['what every object inherits', [['constructor']], undefined],
    ['what every object inherits, by its other name', [['__proto__']], undefined],
  ])('finds %s', (_, path, expected) => {
    const value = valueAt(tree, path);
    expect(value === undefined ? undefined : plain(value)).toEqual(expected);
  });
});
