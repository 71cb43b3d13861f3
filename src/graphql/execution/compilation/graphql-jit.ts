import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { ExecuteOperation } from '../interpret-operation.js';

/**
 * Compiles a query that is compilable. What graphql-jit refuses after all, or finds wrong, is `interpreted`: graphql-js
 * has better words, and to run a query twice changes nothing but what the audit trail counts.
 */
export function compileWithGraphqlJit(
  schema: GraphQLSchema,
  document: DocumentNode,
  { name }: OperationDefinitionNode,
  interpreted: ExecuteOperation,
): ExecuteOperation {
  const compiled = compileQuery(schema, document, name?.value, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return interpreted;
  return async (variables, context) => {
    const result: ExecutionResult = await compiled.query(undefined, context, { ...variables });
    const { errors } = result;
    if (!errors) return result;
    return errors.every(isThrown)
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
