import { exampleGroups } from './examples/example-groups.js';
import { variablesText } from './use-open-example.js';

interface Tabs {
  tabs: { query: string | null; variables: string | null }[];
  activeTabIndex: number;
}

/**
 * What the editors begin with. Of the tabs that it stored, GraphiQL gives back all but the variables of the open one,
 * so those are given to it; a new session opens with the first example.
 */
export function firstTab() {
  const stored = storedTab();
  if (stored) return { initialQuery: stored.query ?? '', initialVariables: stored.variables ?? '' };
  const [first] = exampleGroups[0].examples;
  if (first === undefined) return {};
  const variables = variablesText(first);
  return { defaultTabs: [{ query: first.query, variables }], initialVariables: variables };
}

function storedTab() {
  try {
    const { tabs, activeTabIndex } = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? '') as Tabs;
    return tabs[activeTabIndex];
  } catch {
    return undefined;
  }
}
