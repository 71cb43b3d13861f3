import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type AskedFields = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** Documents are kept, so most are looked through once. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * The names of all fields that are asked for anywhere below the field that is being resolved, whatever `@skip` and
 * `@include` make of them.
 */
export function selectedFields({ fieldNodes, fragments }: AskedFields): ReadonlySet<string> {
  const [node, ...others] = fieldNodes;
  // Which nodes come together can differ from one request to the next.
  if (node === undefined || others.length > 0) return look(fieldNodes, fragments);
  const before = known.get(node);
  if (before) return before;
  const names = look(fieldNodes, fragments);
  known.set(node, names);
  return names;
}

function look(nodes: readonly FieldNode[], fragments: AskedFields['fragments']): ReadonlySet<string> {
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
