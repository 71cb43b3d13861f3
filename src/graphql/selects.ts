import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Whether any of these fields is asked for anywhere below the field that is being resolved. */
export function selects(info: GraphQLResolveInfo, names: readonly string[]): boolean {
  const isSelectedIn = (selectionSet: SelectionSetNode | undefined): boolean =>
    selectionSet?.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return names.includes(selection.name.value) || isSelectedIn(selection.selectionSet);
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      return isSelectedIn((isSpread ? info.fragments[selection.name.value] : selection)?.selectionSet);
    }) ?? false;
  return info.fieldNodes.some((node) => isSelectedIn(node.selectionSet));
}
