import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';
import { type ClassifyFailure, errorOfFailure, internalCode, unavailableCode } from './failure-answers.js';

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

/** What becomes of failures. */
export interface FailurePolicy {
  classifyFailure: ClassifyFailure;
  /** Logs an unexpected failure. */
  report(error: unknown, requestId?: string): void;
}

/** Decides what a client learns of an error. */
export function createFormatError(classifyFailure: ClassifyFailure) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    const failure = code === unavailableCode ? 'UNAVAILABLE' : classifyFailure(causeOf(error));
    if (failure !== null) return { ...place(formatted), ...errorOfFailure(failure) };
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
export function isUnexpected(error: unknown, classifyFailure: ClassifyFailure): boolean {
  const code = codeOf(error);
  if (code === unavailableCode || publicCodes.has(code as string)) return false;
  return !isBadArgument(error) && classifyFailure(causeOf(error)) === null;
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function place({ locations, path }: GraphQLFormattedError) {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}

/**
 * Whether graphql-js itself refused an argument while it executed: a null variable where the schema or the variable has
 * a default and no null may stand. No other error points at a value in the document.
 */
function isBadArgument(error: unknown): boolean {
  const cause = causeOf(error);
  if (codeOf(error) !== undefined || codeOf(cause) !== undefined || !(cause instanceof GraphQLError))
    return false;
  const [node] = cause.nodes ?? [];
  return node !== undefined && isValueNode(node);
}

function codeOf(error: unknown): unknown {
  return (error as { extensions?: { code?: unknown } } | null)?.extensions?.code;
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
