import { GraphiQL } from 'graphiql';
import { useConnection } from './connection.js';
import { exampleGroups } from './examples/example-groups.js';
import { ExamplesMenu, variablesText } from './examples-menu.js';
import { KeyBar } from './key-bar.js';

/** The key bar, and GraphiQL below it. */
export function Playground() {
  const { credential, connection, fetcher, connect, forget } = useConnection();
  return (
    <>
      <KeyBar initialKey={credential.key} connection={connection} onConnect={connect} onForget={forget} />
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
          {...firstTab()}
        >
          <GraphiQL.Logo>
            <ExamplesMenu />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

/** A new session opens with the first example. GraphiQL takes a tab's variables only as `initialVariables`. */
function firstTab() {
  const [first] = exampleGroups[0].examples;
  if (first === undefined || sessionStorage.getItem('graphiql:tabState') !== null) return {};
  const variables = variablesText(first);
  return { defaultTabs: [{ query: first.query, variables }], initialVariables: variables };
}
