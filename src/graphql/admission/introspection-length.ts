import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** By the names of the lists of `__Schema`, `__Type` and `__Field`. */
type Lengths = Readonly<Record<string, number>>;

const lengthsCache = new WeakMap<GraphQLSchema, Lengths>();

/**
 * How many items a list of introspection has: types and directives as many as there are, and every other list as many as it
 * has on average. So the schema as a whole costs about what it has, however large it grows.
 */
export function introspectionLength(schema: GraphQLSchema, list: string): number {
  const before = lengthsCache.get(schema);
  const lengths = before ?? measure(schema);
  if (before === undefined) lengthsCache.set(schema, lengths);
  return lengths[list] ?? 1;
}

function measure(schema: GraphQLSchema): Lengths {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) => ('getFields' in type ? Object.values(type.getFields()) : []));
  const mean = (lengths: readonly number[]) =>
    Math.max(1, Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / lengths.length));
  const perType = (lengthOf: (type: GraphQLNamedType) => number) => mean(types.map(lengthOf));
  return {
    types: types.length,
    directives: schema.getDirectives().length,
    fields: perType((type) => (hasFields(type) ? Object.keys(type.getFields()).length : 0)),
    inputFields: perType((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    enumValues: perType((type) => (isEnumType(type) ? type.getValues().length : 0)),
    interfaces: perType((type) => (hasFields(type) ? type.getInterfaces().length : 0)),
    args: mean(fields.map((field) => ('args' in field ? field.args.length : 0))),
  };
}

const hasFields = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type);
