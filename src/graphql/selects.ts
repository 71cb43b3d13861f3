import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Whether any of these fields is asked for anywhere below the field that is being resolved. */
export function selects(info: GraphQLResolveInfo, names: readonly string[]): boolean {
  // A fragment is looked into once, however often it is spread.
  const seen = new Set<string>();
  const isSelectedIn = (selectionSet: SelectionSetNode | undefined): boolean =>
    selectionSet?.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return names.includes(selection.name.value) || isSelectedIn(selection.selectionSet);
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) return isSelectedIn(selection.selectionSet);
      const fragment = selection.name.value;
      if (seen.has(fragment)) return false;
      seen.add(fragment);
      return isSelectedIn(info.fragments[fragment]?.selectionSet);
    }) ?? false;
  return info.fieldNodes.some((node) => isSelectedIn(node.selectionSet));
}
