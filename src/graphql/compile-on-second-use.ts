import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileOperation, type ExecuteOperation, interpretOperation } from './compiled-operation.js';
import { writtenOutFields } from './written-out-fields.js';

const mostKept = 1_000;
const mostFields = 200;

/**
 * Chooses how an operation is executed; its document must be the same object each time. It is compiled when it comes for
 * the second time, so that texts which never come again are not worth a compilation; and only when it is no longer than
 * people write them, because compiling takes its time for every field, and for those of a fragment as often as it is
 * spread. At most 1,000 compiled ones are kept.
 */
export function compileOnSecondUse(schema: GraphQLSchema) {
  const seen = new WeakSet<OperationDefinitionNode>();
  const kept = new Map<OperationDefinitionNode, ExecuteOperation>();

  return (document: DocumentNode, operation: OperationDefinitionNode): ExecuteOperation => {
    const before = kept.get(operation);
    if (before) return before;
    if (!seen.has(operation) || writtenOutFields(document, operation) > mostFields) {
      seen.add(operation);
      return interpretOperation(schema, document, operation.name?.value);
    }
    if (kept.size >= mostKept) kept.clear();
    const compiled = compileOperation(schema, document, operation);
    kept.set(operation, compiled);
    return compiled;
  };
}
