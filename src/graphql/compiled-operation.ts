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
 * Compiles an operation to a function, which takes half the time on a list. What graphql-jit 0.8.9 cannot compile well
 * is interpreted: an input object that contains itself, as filters do, for which it writes code without end; a variable
 * inside an object or a list, where it takes null for any value; and mutations with a default in their input, which it
 * refuses where the default is to be taken, or that are not one field with nothing but variables for its arguments. What
 * it refuses in a query is interpreted after all.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ExecuteOperation {
  const { name, variableDefinitions = [] } = operation;
  const interpreted = interpretOperation(schema, document, name?.value);
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const isSimple = isQuery || isOneFieldOfVariables(operation);
  const isReadable = variableDefinitions.every(({ type }) =>
    isReadableInput(typeFromAST(schema, type), isQuery),
  );
  if (!isSimple || !isReadable || hasInnerVariable(document)) return interpreted;
  const compiled = compileQuery(schema, document, name?.value, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return interpreted;
  return async (variables, context) => {
    const result: ExecutionResult = await compiled.query(undefined, context, { ...variables });
    const { errors } = result;
    if (!errors) return result;
    // For what the compiled function found itself graphql-js has better words. A query may be run again, and a mutation
    // that was not run yet.
    const mayRun = isQuery || !('data' in result);
    return errors.every(isThrown) || !mayRun
      ? { ...result, errors: errors.map(realError) }
      : interpreted(variables, context);
  };
}

function isOneFieldOfVariables({ selectionSet: { selections } }: OperationDefinitionNode): boolean {
  const [field, ...others] = selections;
  if (field?.kind !== Kind.FIELD || others.length > 0) return false;
  return field.arguments?.every(({ value }) => value.kind === Kind.VARIABLE) ?? true;
}

/** Whether compiled code can read values of a type: no end to nesting, and no defaults unless it may fail on them. */
function isReadableInput(
  type: GraphQLType | undefined,
  mayFail: boolean,
  around: readonly GraphQLType[] = [],
): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return true;
  return (
    !around.includes(named) &&
    Object.values(named.getFields()).every(
      (field) =>
        (mayFail || field.defaultValue === undefined) &&
        isReadableInput(field.type, mayFail, [...around, named]),
    )
  );
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
