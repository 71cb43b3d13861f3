import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isIntrospectionType,
  isListType,
  isObjectType,
} from 'graphql';
import { defaultPageLength, maxItems } from '../limits.js';
import { argumentValue, type Variables } from './argument-value.js';
import { introspectionLength } from './introspection-length.js';

type Field = GraphQLField<unknown, unknown>;

const usualLength = 10;

/** A page of a list (Relay), known by its shape. */
export function isConnection(type: GraphQLNamedType): boolean {
  if (!isObjectType(type)) return false;
  const { edges, pageInfo } = type.getFields();
  return edges !== undefined && pageInfo !== undefined;
}

/** The length of a page: `first` or `last`. What is no length counts as the longest page. */
export function pageLength(field: Field, node: FieldNode, variables: Variables): number {
  const given = ['first', 'last']
    .map((name) => argumentValue(node, name, variables))
    .filter((value) => value !== undefined && value !== null)
    .map((value) => (isPageLength(value) ? value : maxItems));
  if (given.length > 0) return Math.max(...given);
  const otherwise = field.args.find(({ name }) => name === 'first')?.defaultValue;
  return isPageLength(otherwise) ? otherwise : defaultPageLength;
}

function isPageLength(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxItems;
}

/** How many items a field gives: as many as it is asked for by a list of ids, or as its mark says; 1 for no list. */
export function listLength(
  schema: GraphQLSchema,
  field: Field,
  node: FieldNode,
  variables: Variables,
): number {
  if (!isListType(getNullableType(field.type))) return 1;
  const type = getNamedType(field.type);
  if (isIntrospectionType(type)) return introspectionLength(schema, field.name);
  const wanted = field.args.find((argument) => isListType(getNullableType(argument.type)));
  if (wanted) {
    const value = argumentValue(node, wanted.name, variables);
    return Array.isArray(value) ? value.length : 1;
  }
  return typeof field.extensions.usualLength === 'number' ? field.extensions.usualLength : usualLength;
}
