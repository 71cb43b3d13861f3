import { KeyCode, type MonacoEditor, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Names the editors for those who cannot see them, wraps long lines, and lets Escape lead out, so that Tab goes on. */
export function useEditorAccessibility(): void {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);

  useEffect(() => prepareEditor(queryEditor, 'Operation'), [queryEditor]);
  useEffect(() => prepareEditor(variableEditor, 'Variables'), [variableEditor]);
  useEffect(() => prepareEditor(responseEditor, 'Answer', 'The answer appears here.'), [responseEditor]);
}

function prepareEditor(editor: MonacoEditor | undefined, name: string, placeholder?: string) {
  if (editor === undefined) return;
  editor.updateOptions({ ariaLabel: name, wordWrap: 'on', ...(placeholder && { placeholder }) });
  const frame = editor.getContainerDomNode();
  frame.role = 'group';
  frame.ariaLabel = `${name}: Enter to go in, Escape to come out`;
  const action = editor.addAction({
    id: 'leave-editor',
    label: 'Leave the Editor',
    keybindings: [KeyCode.Escape],
    keybindingContext: nothingToClose,
    run: () => frame.focus(),
  });
  return () => action.dispose();
}

/** What Escape closes otherwise comes first. */
const nothingToClose = [
  'suggestWidgetVisible',
  'findWidgetVisible',
  'parameterHintsVisible',
  'editorHoverVisible',
  'referenceSearchVisible',
  'renameInputVisible',
  'inSnippetMode',
  'editorHasSelection',
  'editorHasMultipleSelections',
]
  .map((state) => `!${state}`)
  .join(' && ');
