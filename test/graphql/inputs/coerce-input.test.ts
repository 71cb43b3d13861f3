import { buildSchema, type GraphQLInputType, isInputType, parseType, typeFromAST } from 'graphql';
import { describe, expect, it } from 'vitest';
import { coerceInput } from '../../../src/graphql/inputs/coerce-input.js';
import type { Problem } from '../../../src/problems/problem.js';

const schema = buildSchema(`
  enum Color { RED GREEN }
  input Inner { number: Int! size: Int! = 5 note: String color: Color list: [Int!] }
  input Outer { name: String! inner: Inner items: [Inner!] flag: Boolean = true }
  type Query { unused(outer: Outer): Int }
`);

function coerce(value: unknown, type: string) {
  const problems: Problem[] = [];
  const result = coerceInput(value, inputType(type), { around: null, step: 'input' }, problems);
  return { result, told: problems.map(({ path, reason }) => `${path.join('.')} ${reason}`), problems };
}

function inputType(text: string): GraphQLInputType {
  const type = typeFromAST(schema, parseType(text));
  if (!isInputType(type)) throw new Error(`${text} is no input type`);
  return type;
}

describe('a value that fits', () => {
  it.each([
    ['a scalar', 5, 'Int!', 5],
    ['null', null, 'Int', null],
    ['nothing', undefined, 'Int', undefined],
    ['a list', [1, 2], '[Int!]!', [1, 2]],
    ['a single item for a list', 1, '[Int!]', [1]],
    ['an object with its defaults', { number: 1 }, 'Inner!', { number: 1, size: 5 }],
    [
      'an object with null where it may be',
      { number: 1, note: null },
      'Inner',
      { number: 1, size: 5, note: null },
    ],
    ['an enum', { number: 1, color: 'RED' }, 'Inner', { number: 1, size: 5, color: 'RED' }],
    [
      'objects in objects',
      { name: 'n', inner: { number: 1 }, items: [{ number: 2 }], flag: false },
      'Outer!',
      { name: 'n', inner: { number: 1, size: 5 }, items: [{ number: 2, size: 5 }], flag: false },
    ],
  ])('comes out as graphql-js would give it: %s', (_, value, type, expected) => {
    const { result, told } = coerce(value, type);
    expect(told).toEqual([]);
    expect(result).toEqual(expected);
  });
});

describe('a value that does not fit', () => {
  it.each<[string, unknown, string, string[]]>([
    ['null where a value is required', null, 'Int!', ['input REQUIRED']],
    ['nothing where a value is required', undefined, 'Outer!', ['input REQUIRED']],
    ['a required field left out', {}, 'Inner!', ['input.number REQUIRED']],
    ['null for a field with a default', { number: 1, size: null }, 'Inner!', ['input.size REQUIRED']],
    ['a text for a number', { number: '1' }, 'Inner!', ['input.number INVALID']],
    ['a number that is too large', { number: 2 ** 31 }, 'Inner!', ['input.number INVALID']],
    ['a text for an object', 'text', 'Inner!', ['input INVALID']],
    ['a list for an object', [{ number: 1 }], 'Inner!', ['input INVALID']],
    ['an unknown word of an enum', { number: 1, color: 'BLUE' }, 'Inner!', ['input.color INVALID']],
    ['a field that does not exist', { number: 1, other: 1 }, 'Inner!', ['input.other INVALID']],
    ['__proto__ as a field', JSON.parse('{"number":1,"__proto__":1}'), 'Inner!', ['input.__proto__ INVALID']],
    ['constructor as a field', { number: 1, constructor: 1 }, 'Inner!', ['input.constructor INVALID']],
    [
      'items of a list',
      { number: 1, list: [1, 'x', null] },
      'Inner!',
      ['input.list.1 INVALID', 'input.list.2 REQUIRED'],
    ],
    [
      'everything at once, in the order of the schema',
      { other: 1, items: [{ number: 'x' }, 5, null], inner: { note: [] } },
      'Outer!',
      [
        'input.other INVALID',
        'input.name REQUIRED',
        'input.inner.number REQUIRED',
        'input.inner.note INVALID',
        'input.items.0.number INVALID',
        'input.items.1 INVALID',
        'input.items.2 REQUIRED',
      ],
    ],
  ])('is told of by its path: %s', (_, value, type, expected) => {
    expect(coerce(value, type).told).toEqual(expected);
  });

  it('leaves null in its place, and the rest as it was given', () => {
    const { result } = coerce({ name: 'kept', inner: { number: 'x', note: 'kept too' } }, 'Outer!');
    expect(result).toEqual({
      name: 'kept',
      inner: { number: null, size: 5, note: 'kept too' },
      flag: true,
    });
  });

  it('is not repeated in any message', () => {
    const canary = 'canary-value';
    const { problems } = coerce(
      {
        name: [canary],
        inner: { number: canary, color: canary, list: [canary] },
        items: canary,
        flag: canary,
      },
      'Outer!',
    );
    expect(problems).toHaveLength(6);
    for (const { message } of problems) {
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(message).not.toContain(canary);
    }
  });
});
