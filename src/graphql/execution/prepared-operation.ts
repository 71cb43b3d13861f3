import { type GraphQLSchema, parse, validate } from 'graphql';
import type { Problem } from '../../problems/problem.js';
import { checkAccess } from '../admission/access-check.js';
import type { GatewayContext } from '../context.js';
import { type InputRules, operationOf, variableProblems } from '../inputs/variable-problems.js';
import { compileOperation } from './compilation/compile-operation.js';

/** An operation that this program wrote itself: parsed and validated once, executed many times. */
export type PreparedOperation = (
  variables: Readonly<Record<string, unknown>>,
  context: GatewayContext,
) => Promise<PreparedResult>;

/** Data, or the problems with the variables, each with its path from them. */
export type PreparedResult =
  | { data: Record<string, unknown>; problems: readonly [] }
  | { data: null; problems: readonly Problem[] };

/**
 * Prepares an operation on the given schema. Running it goes the way of a request over HTTP: access, variables, then
 * resolvers; whatever a resolver throws is thrown.
 * @throws Error when the text does not fit the schema: a fault of this program, found at start
 */
export function prepareOperation(schema: GraphQLSchema, text: string, rules: InputRules): PreparedOperation {
  const document = parse(text);
  const [fault] = validate(schema, document);
  if (fault) throw fault;
  const operation = operationOf(document);
  if (!operation) throw new Error('A prepared document holds exactly one operation.');
  const run = compileOperation(schema, document, operation);
  return async (variables, context) => {
    checkAccess(schema, document, operation, context);
    const problems = await variableProblems(schema, operation, variables, rules, context.sight);
    if (problems.length > 0) return { data: null, problems };
    const { data, errors } = await run(variables, context);
    const error = errors?.[0];
    if (error) throw error.originalError ?? error;
    return { data: data ?? {}, problems: [] };
  };
}
