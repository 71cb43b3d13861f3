import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { publicSchema as schema } from '../../../src/app/schema.js';

/** An operation with one root field, whose arguments are all variables. */
export interface GeneratedRequest {
  field: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes requests for root fields with arguments; values mostly fit their types, and at every depth some do not. */
export class RequestGenerator {
  private readonly roots = [
    ...operationsOf('query', schema.getQueryType()?.getFields()),
    ...operationsOf('mutation', schema.getMutationType()?.getFields()),
  ];

  constructor(private readonly random: () => number) {}

  next(): GeneratedRequest {
    const { field, args, query } = this.oneOf(this.roots);
    return { field, query, variables: this.object(args, 0) };
  }

  private oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)] as T;
  }

  private value(type: GraphQLInputType, depth: number): unknown {
    if (this.random() < oddShare) return this.oneOf(oddValues);
    if (isNonNullType(type)) return this.value(type.ofType, depth);
    if (isListType(type))
      return Array.from({ length: Math.floor(this.random() * 4) }, () => this.value(type.ofType, depth));
    if (isInputObjectType(type))
      return depth > deepest ? {} : this.object(Object.values(type.getFields()), depth + 1);
    if (isEnumType(type)) return this.oneOf(type.getValues()).name;
    const values = scalarValues[type.name];
    if (!values) throw new Error(`There are no values for the scalar ${type.name}.`);
    return this.oneOf(values);
  }

  /** What is required is there, if only as something that does not fit. */
  private object(fields: readonly (GraphQLArgument | GraphQLInputField)[], depth: number) {
    const object: Record<string, unknown> = {};
    for (const field of fields) {
      const isNeeded = isRequiredInputField(field as GraphQLInputField);
      if (isNeeded || this.random() < 0.4) object[field.name] = this.value(field.type, depth);
    }
    return object;
  }
}

/** How many values are made without a look at their type. */
const oddShare = 0.06;
/** Below this objects are empty: filters hold filters. */
const deepest = 4;

/** Values that most types do not take. */
const oddValues: readonly unknown[] = [
  ...[null, undefined, 1, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, true, false, '', 'text', '\0', '\udc00', '1'],
  ...[[], {}, [[]], [null], [1], [{}], ['a', null], [['a'], 'b'], [undefined], { a: 1 }, { id: null }],
  ...[JSON.parse('{"__proto__":{"a":1}}'), { constructor: {} }, { toString: 1 }, { 0: 'a' }],
  ...[Array(25).fill('tag'), 'x'.repeat(5_000), JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`)],
];

/** Values that fit their type; the rules of the domain refuse some of them. */
const scalarValues: Readonly<Record<string, readonly unknown[]>> = {
  String: [
    'smtp.example.com',
    'user@example.com',
    'text',
    '',
    ' ',
    '\u200b',
    'a\r\nb',
    '\ud800',
    'x'.repeat(600),
  ],
  ID: ['ds_1', 'ds_2', 'ds_999', 'ug_1', 'ug_2', 'key_2', 'nothing', '', 7, 'ds_99999999999999999999'],
  Int: [0, 1, 2, 25, 100, -1, 2 ** 31 - 1],
  Boolean: [true, false],
  Port: [25, 587],
  Hostname: ['track.example.com', 'localhost'],
  EmailAddress: ['a@example.com'],
  DateTime: ['2999-12-31T00:00:00Z', '2025-12-28T10:30:00+02:00'],
};

function operationsOf(
  kind: 'query' | 'mutation',
  fields: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {},
) {
  return Object.values(fields)
    .filter(({ args }) => args.length > 0)
    .map(({ name, args, type }) => {
      const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
      const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
      const selection = isCompositeType(getNamedType(type)) ? ' { __typename }' : '';
      return { field: name, args, query: `${kind} (${declared}) { ${name}(${given})${selection} }` };
    });
}
