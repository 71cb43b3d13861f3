import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/**
 * Refuses a condition on the one field of a subscription, as the specification does since its draft of 2023:
 * graphql-js 16 fails on a subscription that has no field left.
 */
export const unconditionalRoot: ValidationRule = (context) => ({
  OperationDefinition({ operation, selectionSet }) {
    if (operation !== OperationTypeNode.SUBSCRIPTION) return;
    for (const selection of rootSelections(context, selectionSet, new Set())) {
      if (!selection.directives?.some(({ name }) => /^(skip|include)$/.test(name.value))) continue;
      const message = 'The field of a subscription must not depend on "skip" or "include".';
      context.reportError(new GraphQLError(message, { nodes: selection }));
    }
  },
});

function* rootSelections(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): Generator<SelectionNode> {
  for (const selection of selections) {
    yield selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootSelections(context, selection.selectionSet, seen);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
    seen.add(selection.name.value);
    const fragment = context.getFragment(selection.name.value);
    if (fragment) yield* rootSelections(context, fragment.selectionSet, seen);
  }
}
