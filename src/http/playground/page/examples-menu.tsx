import { ChevronDownIcon, DropdownMenu, useGraphiQL } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import type { Example } from './examples/example.js';
import { exampleGroups } from './examples/example-groups.js';
import { useOpenExample } from './use-open-example.js';

/** The examples by group. */
export function ExamplesMenu() {
  const openExample = useOpenExample();
  const queryEditor = useGraphiQL((state) => state.queryEditor);

  // GraphiQL leaves a new tab out of sight when the strip is full. Its title comes late, and makes it wider.
  const activeTabIndex = useGraphiQL((state) => state.activeTabIndex);
  const title = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.title);
  useEffect(() => {
    const tab = document.getElementById(`graphiql-session-tab-${activeTabIndex}`)?.parentElement;
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeTabIndex, title]);

  const isChosen = useRef(false);
  function open(example: Example) {
    isChosen.current = true;
    openExample?.(example);
  }

  /** Whoever chose one wants to run or change it; whoever did not is led back to the button. */
  function focusEditorOnceChosen(event: Event) {
    if (!isChosen.current) return;
    isChosen.current = false;
    event.preventDefault();
    queryEditor?.focus();
  }

  return (
    <DropdownMenu>
      <DropdownMenu.Button className="examples-button" disabled={openExample === null}>
        Examples <ChevronDownIcon aria-hidden="true" />
      </DropdownMenu.Button>
      <DropdownMenu.Content
        align="end"
        collisionPadding={8}
        className="examples"
        onCloseAutoFocus={focusEditorOnceChosen}
      >
        <div className="examples-columns">
          {exampleGroups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be part of a menu
            <div key={group.title} role="group" aria-label={group.title}>
              <div className="examples-title" aria-hidden="true">
                {group.title}
              </div>
              {group.examples.map((example) => (
                <DropdownMenu.Item key={example.title} onSelect={() => open(example)}>
                  {example.title}
                </DropdownMenu.Item>
              ))}
            </div>
          ))}
        </div>
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}
