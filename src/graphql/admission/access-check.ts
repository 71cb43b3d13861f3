import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { Extensions } from 'type-graphql';
import type { Caller } from '../../caller/caller.js';
import type { Scope } from '../../caller/scope.js';
import { type Fragments, fragmentsOf } from '../fragments.js';

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
    throw new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
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
  for (const { name, scopes } of guardedFields(schema, document, operation)) {
    if (caller === null) throw unauthenticated();
    const missing = scopes.filter((scope) => !caller.scopes.has(scope));
    if (missing.length > 0) throw forbidden(name, missing);
  }
}

/** A root field that needs a credential, and the scopes that it must have. */
interface GuardedField {
  name: string;
  scopes: readonly Scope[];
}

/** Documents are kept, so most are looked through once. */
const known = new WeakMap<OperationDefinitionNode, readonly GuardedField[]>();

function guardedFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly GuardedField[] {
  const before = known.get(operation);
  if (before) return before;
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
  const names = [...rootFieldNames(operation.selectionSet, fragmentsOf(document))];
  const guarded = names.flatMap((name) => {
    const { public: isPublic, scopes = [] } = fields[name]?.extensions ?? {};
    return name === '__typename' || isPublic === true ? [] : [{ name, scopes: scopes as Scope[] }];
  });
  known.set(operation, guarded);
  return guarded;
}

export function unauthenticated(): GraphQLError {
  return new GraphQLError(
    'This needs a valid credential: send the header "Authorization: Bearer" with an API key or a session token.',
    { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } },
  );
}

function forbidden(field: string, missing: Scope[]): GraphQLError {
  return new GraphQLError(`${field} needs a credential with the scope ${missing.join(', ')}.`, {
    extensions: { code: 'FORBIDDEN', missingScopes: missing, http: { status: 403 } },
  });
}

/** Each fragment is entered once, however often it is spread: fragments that spread others twice would take for ever. */
function* rootFieldNames({ selections }: SelectionSetNode, unseen: Fragments): Generator<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection.name.value;
    else if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootFieldNames(selection.selectionSet, unseen);
    else {
      const fragment = unseen.get(selection.name.value);
      unseen.delete(selection.name.value);
      if (fragment) yield* rootFieldNames(fragment.selectionSet, unseen);
    }
  }
}
