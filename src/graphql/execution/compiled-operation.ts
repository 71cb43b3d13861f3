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

/**
 * Compiles an operation to a function, which takes half the time on a list. What graphql-jit 0.8.9 gets wrong is
 * interpreted:
 * - an input object that contains itself, as filters do, for which it writes code without end;
 * - a variable inside an object or a list, or with a default and deciding what is skipped: it takes null for any value;
 * - a mutation with a default in its variables or their types, or that is not one field with variables for its arguments.
 *
 * What it refuses in a query is interpreted after all; a mutation might have been done.
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
  const isReadable = variableDefinitions.every(
    ({ type, defaultValue }) =>
      (isQuery || defaultValue === undefined) && isReadableInput(typeFromAST(schema, type), isQuery),
  );
  if (!isSimple || !isReadable || hasHiddenVariable(document, operation)) return interpreted;
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

/** Whether a variable is a part of a value, or decides what is skipped and has a default. */
function hasHiddenVariable(
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): boolean {
  const withDefault = new Set(
    variableDefinitions.filter(({ defaultValue }) => defaultValue).map(({ variable }) => variable.name.value),
  );
  let found = false;
  visit(document, {
    Variable(_variable, _key, parent) {
      found ||= Array.isArray(parent) || (parent as ASTNode).kind === Kind.OBJECT_FIELD;
    },
    Directive({ arguments: given = [] }) {
      found ||= given.some(({ value }) => value.kind === Kind.VARIABLE && withDefault.has(value.name.value));
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
