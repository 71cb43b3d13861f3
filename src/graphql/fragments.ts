import { type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql';

export type Fragments = Map<string, FragmentDefinitionNode>;

/** The fragments of a document by name, in a map of the caller's own. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
