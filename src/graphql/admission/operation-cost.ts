import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';
import { filterSize } from '../../lists/filter-size.js';
import { fragmentsOf } from '../selections.js';
import { argumentValue, itemsIn, type Variables } from './argument-value.js';
import { isConnection, listLength, pageLength } from './list-length.js';

type Field = GraphQLField<unknown, unknown>;

const mutationCost = 10;
const conditionCost = 10;

/** Costs that no variable changes. Documents are kept parsed, so many requests end here. */
const costCache = new WeakMap<OperationDefinitionNode, number>();

/**
 * What an operation costs at most, computed before it runs: one for every object that can come back, ten more for a
 * mutation and one for each item of the lists that it is given, and for a list ten for each condition of its filter and
 * one for each value in it. A page counts with the length that is asked for, a list without pages with its usual one.
 * What is stored with its object (settings, checks) costs nothing; a field may have a cost of its own. A field that is asked for twice counts twice.
 *
 * Nothing here throws, whatever the variables are: the operation itself will say what is wrong with them.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>> = {},
): number {
  const before = costCache.get(operation);
  if (before !== undefined) return before;
  const variables: Variables = { values, definitions: operation.variableDefinitions ?? [], areUsed: false };
  const cost = Math.min(count(schema, document, operation, variables), Number.MAX_SAFE_INTEGER);
  if (!variables.areUsed) costCache.set(operation, cost);
  return cost;
}

function count(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const mutationType = schema.getMutationType();
  const getFragment = fragmentsOf(document);
  // A fragment is counted once for each length of a page that it is spread in; a circle counts as nothing.
  const counted = new Map<string, number>();

  /** @param page length of the page that the selections are a part of; 0 outside of a connection */
  function ofSelections({ selections }: SelectionSetNode, parent: GraphQLNamedType, page: number): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + ofField(selection, parent, page);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value, page);
      const type = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
      return sum + ofSelections(selection.selectionSet, type ?? parent, page);
    }, 0);
  }

  function ofFragment(name: string, page: number): number {
    const key = `${name} ${page}`;
    const before = counted.get(key);
    if (before !== undefined) return before;
    counted.set(key, 0);
    const fragment = getFragment(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const cost = type ? ofSelections(fragment.selectionSet, type, page) : 0;
    counted.set(key, cost);
    return cost;
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType, page: number): number {
    const given = parent === mutationType ? mutationCost + itemsGiven(node) : 0;
    const { selectionSet } = node;
    const field = selectionSet && fieldOf(parent, node.name.value);
    if (!field) return given;
    const type = getNamedType(field.type);
    if (isConnection(type))
      return 1 + costOfFilter(node) + ofSelections(selectionSet, type, pageLength(field, node, variables));
    const isPageOfItems = page > 0 && (field.name === 'edges' || field.name === 'nodes');
    const length = isPageOfItems ? page : listLength(schema, field, node, variables);
    const isCounted = isObjectOfItsOwn(type) || isItemOfItsOwn(field, type);
    return given + ownCost(field) + length * ((isCounted ? 1 : 0) + ofSelections(selectionSet, type, 0));
  }

  /** What the database has to look at for a filter, which is the same for each page of the list. */
  function costOfFilter(node: FieldNode): number {
    const { conditions, values } = filterSize(argumentValue(node, 'filter', variables));
    return conditions * conditionCost + values;
  }

  function itemsGiven(node: FieldNode): number {
    const values = node.arguments?.map(({ name }) => argumentValue(node, name.value, variables)) ?? [];
    return values.reduce<number>((sum, value) => sum + itemsIn(value), 0);
  }

  const root = schema.getRootType(operation.operation);
  return root ? ofSelections(operation.selectionSet, root, 0) : 0;
}

function fieldOf(parent: GraphQLNamedType, name: string): Field | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function ownCost({ extensions }: Field): number {
  return typeof extensions.cost === 'number' ? extensions.cost : 0;
}

/** What has an id is read for itself; anything else is a part of the object around it. */
function isObjectOfItsOwn(type: GraphQLNamedType): boolean {
  return isAbstractType(type) || (isObjectType(type) && type.getInterfaces().length > 0);
}

/** Also what a marked list has, and what a schema has many of. */
function isItemOfItsOwn({ type, extensions }: Field, itemType: GraphQLNamedType): boolean {
  const isDescription = isIntrospectionType(itemType) && isListType(getNullableType(type));
  return isDescription || extensions.usualLength !== undefined;
}
