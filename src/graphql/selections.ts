import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { cachedBy } from './cached-by.js';

export type GetFragment = (name: string) => FragmentDefinitionNode | null | undefined;

export const fragmentsOf = cachedBy((document: DocumentNode): GetFragment => {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  return (name) => byName.get(name);
});

/**
 * The selections at the root of an operation, fragments and their spreads included. Each fragment is entered once,
 * however often it is spread: fragments that spread others twice would take for ever.
 */
export function* rootSelections(
  { selections }: SelectionSetNode,
  getFragment: GetFragment,
  seen: Set<string> = new Set(),
): Generator<SelectionNode> {
  for (const selection of selections) {
    yield selection;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      yield* rootSelections(selection.selectionSet, getFragment, seen);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
    seen.add(selection.name.value);
    const fragment = getFragment(selection.name.value);
    if (fragment) yield* rootSelections(fragment.selectionSet, getFragment, seen);
  }
}

/**
 * The fields that an operation selects at any depth, each with the type that has it; fragments are entered once, as above.
 * What is not in the schema, and what is inside of introspection, is left out.
 */
export function* fieldsSelected(
  schema: GraphQLSchema,
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType | undefined,
  getFragment: GetFragment,
  seen: Set<string> = new Set(),
): Generator<{ parent: GraphQLNamedType; field: GraphQLField<unknown, unknown> }> {
  const inside = (selectionSet: SelectionSetNode, type: GraphQLNamedType | undefined) =>
    fieldsSelected(schema, selectionSet, type, getFragment, seen);
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const hasFields = isObjectType(parent) || isInterfaceType(parent);
      const field = hasFields ? parent.getFields()[selection.name.value] : undefined;
      if (!hasFields || !field) continue;
      yield { parent, field };
      if (selection.selectionSet) yield* inside(selection.selectionSet, getNamedType(field.type));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const { typeCondition, selectionSet } = selection;
      yield* inside(selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : parent);
    } else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = getFragment(selection.name.value);
      if (fragment) yield* inside(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    }
  }
}

/**
 * Makes a function that combines a number over the fields of a selection, fragments opened. Each fragment is measured
 * once, however often it is spread; a circle, which another rule refuses, counts as nothing.
 * @param ofField the number of one field; `inside` measures what is selected in it
 */
export function measureFields(
  getFragment: GetFragment,
  combine: (one: number, other: number) => number,
  ofField: (field: FieldNode, inside: (selectionSet: SelectionSetNode) => number) => number,
): (selectionSet: SelectionSetNode) => number {
  const measured = new Map<string, number>();

  function ofFragment(name: string): number {
    const before = measured.get(name);
    if (before !== undefined) return before;
    measured.set(name, 0);
    const fragment = getFragment(name);
    const result = fragment ? ofSelections(fragment.selectionSet) : 0;
    measured.set(name, result);
    return result;
  }

  function ofSelections({ selections }: SelectionSetNode): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return combine(sum, ofField(selection, ofSelections));
      if (selection.kind === Kind.INLINE_FRAGMENT) return combine(sum, ofSelections(selection.selectionSet));
      return combine(sum, ofFragment(selection.name.value));
    }, 0);
  }

  return ofSelections;
}

/** How many fields an operation has when every fragment is expanded where it is spread. */
export function expandedFieldCount(document: DocumentNode, operation: OperationDefinitionNode): number {
  const count = measureFields(
    fragmentsOf(document),
    (one, other) => one + other,
    ({ selectionSet }, inside) => 1 + (selectionSet ? inside(selectionSet) : 0),
  );
  return count(operation.selectionSet);
}
