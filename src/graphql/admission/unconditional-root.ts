import { GraphQLError, OperationTypeNode, type ValidationRule } from 'graphql';
import { rootSelections } from '../selections.js';

/**
 * Refuses a condition on the one field of a subscription, as the specification does since its draft of 2023:
 * graphql-js 16 fails on a subscription that has no field left.
 */
export const unconditionalRoot: ValidationRule = (context) => ({
  OperationDefinition({ operation, selectionSet }) {
    if (operation !== OperationTypeNode.SUBSCRIPTION) return;
    for (const selection of rootSelections(selectionSet, (name) => context.getFragment(name))) {
      if (!selection.directives?.some(({ name }) => /^(skip|include)$/.test(name.value))) continue;
      const message = 'The field of a subscription must not depend on "skip" or "include".';
      context.reportError(new GraphQLError(message, { nodes: selection }));
    }
  },
});
