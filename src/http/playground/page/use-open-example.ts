import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Kind, parse } from 'graphql';
import type { Example } from './examples/example.js';

/**
 * What opens an example in a tab of its own, so that nothing somebody typed is lost. Null until there are editors, which
 * come a moment after the rest of the page.
 */
export function useOpenExample(): ((example: Example) => void) | null {
  const { addTab, setOperationFacts, stop } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  if (!queryEditor || !variableEditor) return null;
  return (example) => {
    stop();
    addTab();
    queryEditor.setValue(example.query);
    queryEditor.setPosition({ lineNumber: 1, column: 1 });
    variableEditor.setValue(variablesText(example));
    // GraphiQL reads what is in the editor a moment later; until then it would run what was there before.
    const documentAST = parse(example.query);
    const operations = documentAST.definitions.filter((part) => part.kind === Kind.OPERATION_DEFINITION);
    const operationName = operations[0]?.name?.value;
    setOperationFacts({ documentAST, operations, ...(operationName && { operationName }) });
  };
}

export function variablesText({ variables }: Example): string {
  return JSON.stringify(variables, null, 2);
}
