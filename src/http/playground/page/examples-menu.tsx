import { ChevronDownIcon, DropdownMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Kind, parse } from 'graphql';
import { useEffect, useRef } from 'react';
import type { Example } from './examples/example.js';
import { exampleGroups } from './examples/example-groups.js';

/** Opens an example in a tab of its own, so that nothing somebody typed is lost. */
export function ExamplesMenu() {
  const { addTab, setOperationFacts, stop } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

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
    stop();
    addTab();
    queryEditor?.setValue(example.query);
    queryEditor?.setPosition({ lineNumber: 1, column: 1 });
    variableEditor?.setValue(variablesText(example));
    // GraphiQL reads what is in the editor a moment later; until then it would run what was there before.
    const documentAST = parse(example.query);
    const operations = documentAST.definitions.filter((part) => part.kind === Kind.OPERATION_DEFINITION);
    const operationName = operations[0]?.name?.value;
    setOperationFacts({ documentAST, operations, ...(operationName && { operationName }) });
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
      {/* The editors come a moment after the rest of the page. */}
      <DropdownMenu.Button className="examples-button" disabled={!queryEditor || !variableEditor}>
        Examples <ChevronDownIcon aria-hidden="true" />
      </DropdownMenu.Button>
      <DropdownMenu.Content
        align="end"
        collisionPadding={8}
        className="examples"
        onCloseAutoFocus={focusEditorOnceChosen}
      >
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
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}

export function variablesText({ variables }: Example): string {
  return JSON.stringify(variables, null, 2);
}
