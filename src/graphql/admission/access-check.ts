import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { Extensions } from 'type-graphql';
import type { Caller } from '../../caller/caller.js';
import type { Scope } from '../../caller/scope.js';
import { cachedBy } from '../cached-by.js';
import { requestError } from '../errors/request-error.js';
import { fragmentsOf, rootSelections } from '../selections.js';

/** The scopes that a root field needs; without any, a valid credential is enough. */
export const Needs = (...scopes: Scope[]) => Extensions({ scopes });

/** Marks a root field that needs no credential. */
export const Public = () => Extensions({ public: true });

/**
 * Decides once for a whole operation that has one answer, before its variables are looked at: every root field must be
 * allowed, and introspection needs a credential as well.
 * @throws GraphQLError UNAUTHENTICATED or FORBIDDEN, saying what is missing; BAD_REQUEST for a subscription
 */
export function checkAccess(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  caller: Caller | null,
): void {
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    const message =
      'A subscription is a stream: POST it to /graphql/stream, or send it over a WebSocket to /graphql.';
    throw requestError(400, 'BAD_REQUEST', message);
  }
  checkRootFields(schema, document, operation, caller);
}

/** The same for an operation of any kind. */
export function checkRootFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  caller: Caller | null,
): void {
  for (const { name, scopes } of guardedFields(operation, schema, document)) {
    if (caller === null) throw unauthenticated();
    const missing = scopes.filter((scope) => !caller.scopes.has(scope));
    if (missing.length > 0) throw forbidden(name, missing);
  }
}

/** The root fields that need a credential, with the scopes that it must have. */
const guardedFields = cachedBy(
  (operation: OperationDefinitionNode, schema: GraphQLSchema, document: DocumentNode) => {
    const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
    const selections = [...rootSelections(operation.selectionSet, fragmentsOf(document))];
    return selections.flatMap((selection) => {
      if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') return [];
      const name = selection.name.value;
      const { public: isPublic, scopes = [] } = fields[name]?.extensions ?? {};
      return isPublic === true ? [] : [{ name, scopes: scopes as readonly Scope[] }];
    });
  },
);

function unauthenticated(): GraphQLError {
  const message =
    'This needs a valid credential: send the header "Authorization: Bearer" with an API key or a session token.';
  return requestError(401, 'UNAUTHENTICATED', message);
}

function forbidden(field: string, missing: readonly Scope[]): GraphQLError {
  const message = `${field} needs a credential with the scope ${missing.join(', ')}.`;
  return requestError(403, 'FORBIDDEN', message, { missingScopes: missing });
}
