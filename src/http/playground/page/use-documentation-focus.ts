import { useDocExplorer } from '@graphiql/plugin-doc-explorer';
import { KEY_MAP, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Names the search of the documentation, and keeps a reader's place: each link that is followed takes the focus with it. */
export function useDocumentationFocus(): void {
  const plugin = useGraphiQL((state) => state.visiblePlugin);
  const schema = useGraphiQL((state) => state.schema);
  const place = useDocExplorer();

  // With any of these the explorer is drawn anew.
  useEffect(() => {
    const explorer = document.querySelector<HTMLElement>('.graphiql-doc-explorer');
    const search = explorer?.querySelector<HTMLInputElement>('[role="combobox"]');
    if (search) {
      search.ariaLabel = 'Search the documentation';
      search.placeholder = `Search (${KEY_MAP.searchInDocs.key})`;
    }
    if (explorer && document.activeElement === document.body && place.length > 1) {
      explorer.tabIndex = -1;
      explorer.focus({ preventScroll: true });
      explorer.parentElement?.scrollTo(0, 0);
    }
  }, [plugin, schema, place]);
}
