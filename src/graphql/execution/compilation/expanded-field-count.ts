import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from '../../fragments.js';

/** How many fields an operation has when every fragment is expanded where it is spread. */
export function expandedFieldCount(
  document: DocumentNode,
  { selectionSet }: OperationDefinitionNode,
): number {
  const fragments = fragmentsOf(document);
  const counted = new Map<string, number>();

  function inSelections({ selections }: SelectionSetNode): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + inFragment(selection.name.value);
      const own = selection.kind === Kind.FIELD ? 1 : 0;
      return sum + own + (selection.selectionSet ? inSelections(selection.selectionSet) : 0);
    }, 0);
  }

  function inFragment(name: string): number {
    const before = counted.get(name);
    if (before !== undefined) return before;
    const fragment = fragments.get(name);
    const fields = fragment ? inSelections(fragment.selectionSet) : 0;
    counted.set(name, fields);
    return fields;
  }

  return inSelections(selectionSet);
}
