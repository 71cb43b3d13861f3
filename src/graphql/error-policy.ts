import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';

/** Codes whose messages are written for clients. Everything else is a fault of ours and is masked. */
const publicCodes = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'COST_LIMIT_EXCEEDED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_FOUND',
]);

export const unavailableCode = 'SERVICE_UNAVAILABLE';
export const unavailableMessage = 'The database is not available at the moment. Try again in a few seconds.';
const readOnlyMessage =
  'The database is read-only at the moment: reading works, writing does not. Try again in a few seconds.';
const internalCode = 'INTERNAL_SERVER_ERROR';

/** Decides what a client learns of an error. `isReadOnly` tells which outages are of writing alone. */
export function createFormatError(
  isUnavailable: (error: unknown) => boolean,
  isReadOnly: (error: unknown) => boolean = () => false,
) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    if (code === unavailableCode || isUnavailable(causeOf(error))) {
      const message = isReadOnly(causeOf(error)) ? readOnlyMessage : unavailableMessage;
      return { ...place(formatted), message, extensions: { code: unavailableCode } };
    }
    if (isBadArgument(error)) {
      const message = 'An argument or an input field must not be null.';
      return { ...place(formatted), message, extensions: { code: 'BAD_USER_INPUT' } };
    }
    if (!publicCodes.has(code as string)) {
      const message = 'Something went wrong here. Please report the requestId to whoever runs this gateway.';
      return { ...place(formatted), message, extensions: { code: internalCode } };
    }
    if (formatted.message.includes('potential Cross-Site Request Forgery')) {
      const message =
        'Send the query with POST, as JSON, with the header "Content-Type: application/json"; or with GET and a ' +
        'credential in the header "Authorization".';
      return { ...formatted, message };
    }
    return { ...formatted, message: withoutValues(formatted.message, code as string) };
  };
}

/** Whether an error deserves a line in the log: neither the client's fault nor the database's. */
export function isUnexpected(error: unknown, isUnavailable: (error: unknown) => boolean): boolean {
  const code = (error as { extensions?: { code?: unknown } } | null)?.extensions?.code;
  if (code === unavailableCode || publicCodes.has(code as string)) return false;
  return !isBadArgument(error) && !isUnavailable(causeOf(error));
}

/** For a request that fails before its operation is looked at. */
export function serviceUnavailable(): GraphQLError {
  const http = { status: 503, headers: new HeaderMap([['retry-after', '5']]) };
  return new GraphQLError(unavailableMessage, { extensions: { code: unavailableCode, http } });
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function place({ locations, path }: GraphQLFormattedError) {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}

/**
 * Whether graphql-js itself refused an argument while it executed: a null variable where the schema or the variable has
 * a default and no null may stand. It points at the value in the document, which no other error does. It has no path when
 * the argument is that of a directive on a root field.
 */
function isBadArgument(error: unknown): boolean {
  const cause = causeOf(error);
  if (hasCode(error) || hasCode(cause) || !(cause instanceof GraphQLError)) return false;
  const [node] = cause.nodes ?? [];
  return node !== undefined && isValueNode(node);
}

function hasCode(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions.code !== undefined;
}

/** graphql-js quotes what it stumbled over, which may be a password; the location says as much. */
function withoutValues(message: string, code: string): string {
  if (code === 'GRAPHQL_PARSE_FAILED') {
    return message.replace(/ ".*"/s, '').replace(/ (?:Int|Float|String) .*$/s, ' value.');
  }
  if (code !== 'GRAPHQL_VALIDATION_FAILED') return message;
  if (message.startsWith('GraphQL introspection is not allowed'))
    return 'Introspection is turned off here; the schema is in schema.graphql.';
  const type =
    /^Expected value of type "([\w![\]]+)"/.exec(message)?.[1] ??
    /^(\w+) cannot represent /.exec(message)?.[1];
  if (type) return `This must be a value of the type ${type}.`;
  const enumeration =
    /^(?:Value|Enum) .*"(\w+)" enum/s.exec(message)?.[1] ?? /^Enum "(\w+)" cannot/.exec(message)?.[1];
  if (enumeration) return `This must be a value of the enum ${enumeration}.`;
  return message;
}
