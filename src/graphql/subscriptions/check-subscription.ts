import { type DocumentNode, GraphQLError, OperationTypeNode, parse, specifiedRules, validate } from 'graphql';
import { Sight } from '../../caller/sight.js';
import { checkRootFields } from '../admission/access-check.js';
import type { Admission } from '../admission/admit-operation.js';
import { costRefusal, pointsFor } from '../admission/cost-limit.js';
import { documentRules } from '../admission/document-rules.js';
import { limitVariables } from '../admission/limit-variables.js';
import { operationCost } from '../admission/operation-cost.js';
import type { GatewayContext } from '../context.js';
import { rateLimited } from '../errors/request-error.js';
import { checkVariables } from '../inputs/check-variables.js';
import { operationOf } from '../inputs/variable-problems.js';
import { beyond, limits, maxDocumentErrors } from '../limits.js';

/** A subscription that may be run. */
export interface CheckedSubscription {
  document: DocumentNode;
  operationName: string | null;
  variableValues: Record<string, unknown>;
}

/** What decides on a subscription: no rule of the domain, since it has no input. */
export type SubscriptionAdmission = Omit<Admission, 'rules'>;

/**
 * Checks what somebody asks for as a POST to /graphql is checked, and in that order.
 * @throws GraphQLError, or AggregateError of GraphQLErrors: everything that is wrong at the first check that finds something
 */
export async function checkSubscription(
  { schema, takePoints }: SubscriptionAdmission,
  request: unknown,
  context: GatewayContext,
): Promise<CheckedSubscription> {
  // As for operations over HTTP: a request uses a point whatever is in it, and an operation the rest of what it costs.
  const { caller } = context;
  const quota = caller && takePoints(caller, 1);
  if (quota?.isExceeded) throw rateLimited(quota.resetSeconds);
  const { query, operationName, variables } = (request ?? {}) as Record<string, unknown>;
  if (typeof query !== 'string') refuse('BAD_REQUEST', 'Send the text of a subscription as "query".');
  if (!isMissing(operationName) && typeof operationName !== 'string')
    refuse('BAD_REQUEST', '"operationName" must be a string.');
  if (!isMissing(variables) && (typeof variables !== 'object' || Array.isArray(variables)))
    refuse('BAD_REQUEST', '"variables" must be an object.');

  if (query.length > limits.characters.max) refuse('GRAPHQL_VALIDATION_FAILED', beyond('characters'));
  const document = parsed(query);
  const operation = operationOf(document, operationName);
  if (!operation) refuse('OPERATION_RESOLUTION_FAILURE', 'Name the operation to run as "operationName".');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    refuse('BAD_REQUEST', 'Only subscriptions are taken here: POST queries and mutations to /graphql.');
  // Introspection needs no rule: it is a field of queries alone.
  const [beyondLimits] = validate(schema, document, documentRules, { maxErrors: maxDocumentErrors });
  if (beyondLimits) throw new AggregateError([withoutSuggestion(beyondLimits)]);
  const faults = validate(schema, document, specifiedRules, { maxErrors: maxDocumentErrors });
  if (faults.length > 0) throw new AggregateError(faults.map(withoutSuggestion));
  limitVariables(variables);
  checkRootFields(schema, document, operation, context);
  const variableValues = { ...variables };
  const cost = operationCost(schema, document, operation, variableValues);
  const refusal = costRefusal(cost);
  if (refusal) throw refusal;
  if (caller) takePoints(caller, pointsFor(cost) - 1);
  await checkVariables(schema, operation, variableValues, {}, Sight.of(caller));
  return { document, operationName: operationName ?? null, variableValues };
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: limits.tokens.max });
  } catch (error) {
    throw error instanceof GraphQLError
      ? new AggregateError([withCode(error, 'GRAPHQL_PARSE_FAILED', error.message)])
      : error;
  }
}

/** The names that graphql-js suggests would tell of the schema. */
function withoutSuggestion(error: GraphQLError): GraphQLError {
  return withCode(error, 'GRAPHQL_VALIDATION_FAILED', error.message.replace(/ ?Did you mean(.+?)\?$/, ''));
}

function withCode({ nodes, source, positions }: GraphQLError, code: string, message: string): GraphQLError {
  const place = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...place, extensions: { code } });
}

function refuse(code: string, message: string): never {
  throw new AggregateError([new GraphQLError(message, { extensions: { code } })]);
}
