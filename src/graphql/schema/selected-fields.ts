import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { cachedBy } from '../cached-by.js';

type AskedFields = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/**
 * The names of all fields that are asked for anywhere below the field that is being resolved, whatever `@skip` and
 * `@include` make of them.
 */
export function selectedFields({ fieldNodes, fragments }: AskedFields): ReadonlySet<string> {
  const [node] = fieldNodes;
  // Which nodes come together can differ from one request to the next.
  return node && fieldNodes.length === 1
    ? fieldsBelow(node, fragments)
    : fieldsBelowAll(fieldNodes, fragments);
}

const fieldsBelow = cachedBy((node: FieldNode, fragments: AskedFields['fragments']) =>
  fieldsBelowAll([node], fragments),
);

function fieldsBelowAll(
  nodes: readonly FieldNode[],
  fragments: AskedFields['fragments'],
): ReadonlySet<string> {
  const names = new Set<string>();
  // A fragment is looked into once, however often it is spread.
  const seen = new Set<string>();
  const lookInto = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) lookInto(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        lookInto(fragments[selection.name.value]?.selectionSet);
      }
    }
  };
  for (const node of nodes) lookInto(node.selectionSet);
  return names;
}
