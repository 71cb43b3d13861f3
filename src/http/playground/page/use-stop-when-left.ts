import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/** Ends a subscription when its tab is left or the key changes; GraphiQL would show its events in the next tab. */
export function useStopWhenLeft(): void {
  const { stop } = useGraphiQLActions();
  const fetcher = useGraphiQL((state) => state.fetcher);
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  useEffect(() => stop, [stop, fetcher, tab]);
}
