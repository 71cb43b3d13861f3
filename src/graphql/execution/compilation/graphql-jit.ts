import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { ExecuteOperation } from '../interpret-operation.js';

/**
 * Compiles an operation that is compilable. What graphql-jit refuses after all, or finds wrong before it has run
 * anything, is `interpreted`: graphql-js has better words. A mutation is never run twice.
 */
export function compileWithGraphqlJit(
  schema: GraphQLSchema,
  document: DocumentNode,
  { name, operation }: OperationDefinitionNode,
  interpreted: ExecuteOperation,
): ExecuteOperation {
  const compiled = compileQuery(schema, document, name?.value, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return interpreted;
  return async (variables, context) => {
    const result: ExecutionResult = await compiled.query(undefined, context, { ...variables });
    const { errors } = result;
    if (!errors) return result;
    // A result without data is that of an operation that was not begun.
    const isRepeatable = operation === OperationTypeNode.QUERY || !('data' in result);
    return errors.every(isThrown) || !isRepeatable
      ? { ...result, errors: errors.map(realError) }
      : interpreted(variables, context);
  };
}

function isThrown({ originalError }: GraphQLError): boolean {
  return originalError !== undefined;
}

/** The errors of graphql-jit have no `extensions`, without which Apollo Server takes them for faults. */
function realError({ message, locations, path, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
