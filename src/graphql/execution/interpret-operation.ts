import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../context.js';

/** Executes one operation of one document. */
export type ExecuteOperation = (
  variables: Readonly<Record<string, unknown>>,
  context: GatewayContext,
) => Promise<ExecutionResult> | ExecutionResult;

/** Executes an operation as graphql-js does, walking through the document. */
export function interpretOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): ExecuteOperation {
  return (variableValues, contextValue) =>
    execute({ schema, document, operationName, variableValues, contextValue });
}
