import {
  type FieldNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

const deepest = 10;
const mostRootFields = 30;

/**
 * Refuses an operation that goes deeper than 10 fields, has more than 30 root fields, or signs in more than once: each
 * sign-in costs a slow hash. Introspection may go deeper, because its types do.
 */
export const limitDocument: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    // A rule reports; throwing inside one would answer 500.
    const refuse = (message: string) => context.reportError(new GraphQLError(message, { nodes: operation }));
    const { selectionSet } = operation;
    const add = (one: number, other: number) => one + other;
    const rootFields = measure(context, selectionSet, () => 1, add);
    const signIns = measure(context, selectionSet, ({ name }) => (name.value === 'signIn' ? 1 : 0), add);
    if (rootFields > mostRootFields) refuse(`An operation may have at most ${mostRootFields} root fields.`);
    if (signIns > 1) refuse('A request may sign in once.');
    if (depthOf(context, selectionSet) > deepest) refuse(`Fields may be nested at most ${deepest} deep.`);
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
