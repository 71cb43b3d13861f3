import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { Extensions } from 'type-graphql';
import type { Scope } from '../../caller/scope.js';
import { cachedBy } from '../cached-by.js';
import type { GatewayContext } from '../context.js';
import { requestError } from '../errors/request-error.js';
import { fieldsSelected, fragmentsOf, rootSelections } from '../selections.js';
import { authorFrom } from '../write-request-from.js';

/**
 * The scopes that a root field needs; without any, a valid credential is enough. On a field of an object, what it needs
 * besides those of the root field that leads there.
 */
export const Needs = (...scopes: Scope[]) => Extensions({ scopes });

/** Marks a root field that needs no credential. */
export const Public = () => Extensions({ public: true });

/**
 * Decides once for a whole operation that has one answer, before its variables are looked at: every root field must be
 * allowed, and every field inside that needs a scope of its own, and introspection needs a credential as well. An operation
 * of which a part is not allowed is refused whole: an answer with a part left out would be taken for all there is.
 * @throws GraphQLError UNAUTHENTICATED or FORBIDDEN, saying what is missing; BAD_REQUEST for a subscription
 */
export function checkAccess(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  context: GatewayContext,
): void {
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    const message =
      'A subscription is a stream: POST it to /graphql/stream, or send it over a WebSocket to /graphql.';
    throw requestError(400, 'BAD_REQUEST', message);
  }
  checkRootFields(schema, document, operation, context);
}

/** The same for an operation of any kind. */
export function checkRootFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  context: GatewayContext,
): void {
  for (const { name, scopes } of guardedFields(operation, schema, document)) {
    const { caller } = context;
    if (caller === null) throw unauthenticated();
    const missing = scopes.filter((scope) => !caller.scopes.has(scope));
    if (missing.length === 0) continue;
    context.recordRefusal(authorFrom(name, context), { scopes: missing });
    throw forbidden(name, missing);
  }
}

interface GuardedField {
  /** Inside of an object led by the name of its type. */
  name: string;
  scopes: readonly Scope[];
}

/** The fields that need a credential, with the scopes that it must have. */
const guardedFields = cachedBy(
  (operation: OperationDefinitionNode, schema: GraphQLSchema, document: DocumentNode): GuardedField[] => {
    const root = schema.getRootType(operation.operation);
    const rootFields = root?.getFields() ?? {};
    const { selectionSet } = operation;
    const guarded: GuardedField[] = [];
    for (const selection of rootSelections(selectionSet, fragmentsOf(document))) {
      if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') continue;
      const name = selection.name.value;
      const { public: isPublic, scopes = [] } = rootFields[name]?.extensions ?? {};
      if (isPublic !== true) guarded.push({ name, scopes: scopes as readonly Scope[] });
    }
    for (const { parent, field } of fieldsSelected(
      schema,
      selectionSet,
      root ?? undefined,
      fragmentsOf(document),
    )) {
      const { scopes } = field.extensions;
      if (parent !== root && Array.isArray(scopes))
        guarded.push({ name: `${parent.name}.${field.name}`, scopes });
    }
    return guarded;
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
