import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';
import { type DatabaseFailure, diskFullMessage } from '../../problems/failure.js';

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

/** Tells what a failure of the database means; null for anything else. */
export type ClassifyFailure = (error: unknown) => DatabaseFailure | null;

/** What becomes of failures. */
export interface FailurePolicy {
  classifyFailure: ClassifyFailure;
  /** Logs an unexpected failure. */
  report(error: unknown, requestId?: string): void;
}

export const unavailableCode = 'SERVICE_UNAVAILABLE';
export const outcomeUnknownCode = 'OUTCOME_UNKNOWN';
export const tooSlowCode = 'QUERY_TIMEOUT';
export const internalCode = 'INTERNAL_SERVER_ERROR';

/** What a client is told of a failure of the database. */
interface FailureAnswer {
  status: number;
  message: string;
  extensions: { code: string; outcome?: 'UNKNOWN' };
}

const failureAnswers: Readonly<Record<DatabaseFailure, FailureAnswer>> = {
  UNAVAILABLE: {
    status: 503,
    message: 'The database is not available at the moment. Try again in a few seconds.',
    extensions: { code: unavailableCode },
  },
  READ_ONLY: {
    status: 503,
    message:
      'The database is read-only at the moment: reading works, writing does not. Try again in a few seconds.',
    extensions: { code: unavailableCode },
  },
  DISK_FULL: { status: 503, message: diskFullMessage, extensions: { code: unavailableCode } },
  OUTCOME_UNKNOWN: {
    status: 503,
    message:
      'Whether this change was made is not known: the database was lost, it took too long, or the gateway stopped, before the answer was complete. Look before you send it again, or send changes with an idempotencyKey, which makes sending them again safe.',
    extensions: { code: outcomeUnknownCode, outcome: 'UNKNOWN' },
  },
  TOO_SLOW: {
    status: 504,
    message:
      'This took the database too long and was stopped; nothing was changed by it. Ask for less at once: a smaller page, a simpler filter, no totalCount, fewer ids.',
    extensions: { code: tooSlowCode },
  },
};

/** The HTTP status for errors of these codes; null where it is not for the database to say. */
export function statusOfFailures(codes: readonly unknown[]): number | null {
  const found = Object.values(failureAnswers).find(({ extensions }) => codes.includes(extensions.code));
  return found?.status ?? null;
}

/** What a client is told of a failure that no resolver could tell of. */
export function answerToFailure(failure: DatabaseFailure): FailureAnswer {
  return failureAnswers[failure];
}

/** The same for a part of an answer. */
export function errorOfFailure(failure: DatabaseFailure): Pick<FailureAnswer, 'message' | 'extensions'> {
  const { message, extensions } = failureAnswers[failure];
  return { message, extensions: { ...extensions } };
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
  const code = (error as { extensions?: { code?: unknown } } | null)?.extensions?.code;
  if (code === unavailableCode || publicCodes.has(code as string)) return false;
  return !isBadArgument(error) && classifyFailure(causeOf(error)) === null;
}

/** For a request that fails before its operation is looked at. */
export function serviceUnavailable(): GraphQLError {
  const { status, message, extensions } = failureAnswers.UNAVAILABLE;
  const http = { status, headers: new HeaderMap([['retry-after', '5']]) };
  return new GraphQLError(message, { extensions: { ...extensions, http } });
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
