import { ChevronDownIcon, DropdownMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { type Example, examples } from './examples.js';

/** Opens an example in a tab of its own, so that nothing somebody typed is lost. */
export function ExamplesMenu() {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  // GraphiQL leaves a new tab out of sight when the strip is full. Its title comes late, and makes it wider.
  const activeTabIndex = useGraphiQL((state) => state.activeTabIndex);
  const title = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.title);
  useEffect(() => {
    const tab = document.getElementById(`graphiql-session-tab-${activeTabIndex}`)?.parentElement;
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeTabIndex, title]);

  function open(example: Example) {
    addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(variablesText(example));
  }

  return (
    <DropdownMenu>
      {/* The editors come a moment after the rest of the page. */}
      <DropdownMenu.Button className="examples-button" disabled={!queryEditor || !variableEditor}>
        Examples <ChevronDownIcon aria-hidden="true" />
      </DropdownMenu.Button>
      <DropdownMenu.Content align="end" className="examples">
        {examples.map((example) => (
          <DropdownMenu.Item key={example.title} onSelect={() => open(example)}>
            {example.title}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}

export function variablesText({ variables }: Example): string {
  return JSON.stringify(variables, null, 2);
}
