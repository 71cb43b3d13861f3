import {
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { expandedFieldCount } from '../../selections.js';
import { type ExecuteOperation, interpretOperation } from '../interpret-operation.js';
import { isCompilable, maxExpandedFields } from './compilability.js';
import { compileWithGraphqlJit } from './graphql-jit.js';

/** Measured, and rounded up: what graphql-jit makes of a field. */
const bytesPerField = 2_000;

/**
 * Compiles a query to a function, which takes half the time on a list. What is not compilable is interpreted, with
 * the same answers.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ExecuteOperation {
  const interpreted = interpretOperation(schema, document, operation.name?.value);
  if (!isCompilable({ schema, document, operation })) return interpreted;
  return compileWithGraphqlJit(schema, document, operation, interpreted);
}

/**
 * Gives the executor of an operation, whose document must be the same object each time. It is compiled when it is used
 * for the second time, so that texts which never come again are not worth a compilation. It is kept as long as its
 * document.
 */
export function createExecutorCache(schema: GraphQLSchema) {
  const usedOnce = new WeakSet<OperationDefinitionNode>();
  const compiled = new WeakMap<OperationDefinitionNode, ExecuteOperation>();

  return (document: DocumentNode, operation: OperationDefinitionNode): ExecuteOperation => {
    const known = compiled.get(operation);
    if (known) return known;
    if (!usedOnce.has(operation)) {
      usedOnce.add(operation);
      return interpretOperation(schema, document, operation.name?.value);
    }
    const execute = compileOperation(schema, document, operation);
    compiled.set(operation, execute);
    return execute;
  };
}

/** The memory that an operation takes at most when it is compiled; it need not have been yet. */
export function maxCompiledBytes(document: DocumentNode, operation: OperationDefinitionNode): number {
  if (operation.operation !== OperationTypeNode.QUERY) return 0;
  const fields = expandedFieldCount(document, operation);
  return fields > maxExpandedFields ? 0 : bytesPerField * fields;
}
