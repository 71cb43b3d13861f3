import {
  type ASTNode,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  isLeafType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  typeFromAST,
  visit,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { GatewayContext } from './context.js';

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

/**
 * Compiles a query to a function, which takes half the time on a list. What graphql-jit cannot compile is interpreted.
 * So are mutations, because 0.8.9 refuses an input object whose field is left to its default, and queries with variables
 * of filters: for input objects within input objects it writes code without end. And so are documents with variables
 * inside objects or lists: there it takes null for any value, also for one left out that has a default.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operation, name, variableDefinitions = [] }: OperationDefinitionNode,
): ExecuteOperation {
  const interpreted = interpretOperation(schema, document, name?.value);
  const isFlat = variableDefinitions.every(({ type }) => isFlatInput(typeFromAST(schema, type)));
  if (operation !== OperationTypeNode.QUERY || !isFlat || hasInnerVariable(document)) return interpreted;
  const compiled = compileQuery(schema, document, name?.value, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return interpreted;
  return async (variables, context) => {
    const result: ExecutionResult = await compiled.query(undefined, context, { ...variables });
    const { errors } = result;
    if (!errors) return result;
    // What a resolver threw can be told as it is. For what the compiled query found itself graphql-js has better words,
    // and a query may be run again.
    return errors.every(isThrown)
      ? { ...result, errors: errors.map(realError) }
      : interpreted(variables, context);
  };
}

function isFlatInput(type: GraphQLType | undefined): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return true;
  return Object.values(named.getFields()).every((field) => isLeafType(getNamedType(field.type)));
}

/** Whether a variable is a part of a value, not the whole of an argument. */
function hasInnerVariable(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Variable(_variable, _key, parent) {
      found ||= Array.isArray(parent) || (parent as ASTNode).kind === Kind.OBJECT_FIELD;
    },
  });
  return found;
}

function isThrown({ originalError }: GraphQLError): boolean {
  return originalError !== undefined;
}

/** The errors of compiled queries only look like those of graphql-js, and Apollo Server takes them for faults. */
function realError({ message, locations, path, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
