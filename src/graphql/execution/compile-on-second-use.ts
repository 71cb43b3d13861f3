import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileOperation, type ExecuteOperation, interpretOperation } from './compiled-operation.js';
import { writtenOutFields } from './written-out-fields.js';

const maxFields = 200;

/**
 * Chooses how an operation is executed; its document must be the same object each time. It is compiled when it comes for
 * the second time, so that texts which never come again are not worth a compilation; and only when it is no longer than
 * people write them, because compiling takes its time for every field, and for those of a fragment as often as it is
 * spread. It is kept as long as its document.
 */
export function compileOnSecondUse(schema: GraphQLSchema) {
  const seen = new WeakSet<OperationDefinitionNode>();
  const kept = new WeakMap<OperationDefinitionNode, ExecuteOperation>();

  return (document: DocumentNode, operation: OperationDefinitionNode): ExecuteOperation => {
    const before = kept.get(operation);
    if (before) return before;
    if (!seen.has(operation) || fieldsToCompile(document, operation) === 0) {
      seen.add(operation);
      return interpretOperation(schema, document, operation.name?.value);
    }
    const compiled = compileOperation(schema, document, operation);
    kept.set(operation, compiled);
    return compiled;
  };
}

/** The fields of an operation that is short enough to be compiled; 0 for a longer one. */
export function fieldsToCompile(document: DocumentNode, operation: OperationDefinitionNode): number {
  const fields = writtenOutFields(document, operation);
  return fields > maxFields ? 0 : fields;
}
