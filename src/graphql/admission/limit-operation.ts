import {
  type FieldNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { beyond, limits } from '../limits.js';

/**
 * Refuses an operation that goes too deep, has too many root fields, or signs in more than once: each sign-in costs a
 * slow hash. Introspection may go deeper, because its types do.
 */
export const limitOperation: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    // A rule reports; throwing inside one would answer 500.
    const limit = (name: keyof typeof limits, count: number) => {
      if (count > limits[name].max) context.reportError(new GraphQLError(beyond(name), { nodes: operation }));
    };
    const { selectionSet } = operation;
    const add = (one: number, other: number) => one + other;
    limit(
      'rootFields',
      measure(context, selectionSet, () => 1, add),
    );
    limit(
      'signIns',
      measure(context, selectionSet, ({ name }) => (name.value === 'signIn' ? 1 : 0), add),
    );
    limit('depth', depthOf(context, selectionSet));
  },
});

function depthOf(context: ValidationContext, selectionSet: SelectionSetNode): number {
  const known = new Map<string, number>();
  const ofField = ({ name, selectionSet: inner }: FieldNode): number => {
    if (name.value.startsWith('__')) return 0;
    return 1 + (inner ? measure(context, inner, ofField, Math.max, known) : 0);
  };
  return measure(context, selectionSet, ofField, Math.max, known);
}

/**
 * Adds something up over the fields of a selection, fragments opened. Each fragment is measured once, however often it
 * is spread; a circle, which another rule refuses, counts as nothing.
 */
function measure(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  ofField: (field: FieldNode) => number,
  combine: (one: number, other: number) => number,
  known: Map<string, number> = new Map(),
): number {
  const inside = (selectionSet: SelectionSetNode) => measure(context, selectionSet, ofField, combine, known);
  const ofFragment = (name: string): number => {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    known.set(name, 0);
    const fragment = context.getFragment(name);
    const result = fragment ? inside(fragment.selectionSet) : 0;
    known.set(name, result);
    return result;
  };
  return selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return combine(sum, ofField(selection));
    if (selection.kind === Kind.INLINE_FRAGMENT) return combine(sum, inside(selection.selectionSet));
    return combine(sum, ofFragment(selection.name.value));
  }, 0);
}
