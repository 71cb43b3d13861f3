import { formatShortcutForOS, KEY_MAP } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { useConnection } from './connection.js';
import { EmptyNotice, EmptyNoticePlace } from './empty-notice.js';
import { ExamplesMenu } from './examples-menu.js';
import { firstTab } from './first-tab.js';
import { KeyBar } from './key-bar.js';
import { useDocumentationFocus } from './use-documentation-focus.js';
import { useEditorAccessibility } from './use-editor-accessibility.js';
import { useStopWhenLeft } from './use-stop-when-left.js';

/** The key bar, and GraphiQL below it. */
export function Playground() {
  const { credential, connection, isEmpty, fetcher, connect, forget } = useConnection();
  const [first] = useState(firstTab);
  return (
    <>
      <button type="button" className="skip" onClick={skipToEditor}>
        Skip to the editor
      </button>
      <KeyBar initialKey={credential.key} connection={connection} onConnect={connect} onForget={forget} />
      <EmptyNoticePlace />
      <main className="editor">
        <GraphiQL
          fetcher={fetcher}
          // `null` means "do not ask for the schema": without an accepted key that could only fail.
          {...(connection.state !== 'connected' && { schema: null })}
          schemaDescription
          inputValueDeprecation
          // Tabs and history hold variables, and those can hold an SMTP password. GraphiQL would keep them
          // in localStorage for good; here they end with the browser session, like the key.
          storage={sessionStorage}
          // The key bar is the only place for a credential, so there are no other headers to keep.
          isHeadersEditorEnabled={false}
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
          defaultEditorToolsVisibility="variables"
          {...first}
        >
          <GraphiQL.Logo>
            <ExamplesMenu />
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <p className="key-hints">
              <kbd>Enter</kbd> goes into an editor, <kbd>Esc</kbd> comes out of it,{' '}
              <kbd>{formatShortcutForOS(KEY_MAP.runQuery.key, 'Cmd')}</kbd> runs,{' '}
              <kbd>{formatShortcutForOS(KEY_MAP.searchInDocs.key, 'Cmd')}</kbd> searches the documentation.
            </p>
          </GraphiQL.Footer>
          <GraphiQLAdditions />
          {isEmpty && <EmptyNotice />}
        </GraphiQL>
      </main>
    </>
  );
}

/** Accessibility and clean-up that GraphiQL does not bring. */
function GraphiQLAdditions() {
  useEditorAccessibility();
  useDocumentationFocus();
  useStopWhenLeft();
  return null;
}

function skipToEditor() {
  document.querySelector<HTMLElement>('.graphiql-query-editor .graphiql-editor')?.focus();
}
