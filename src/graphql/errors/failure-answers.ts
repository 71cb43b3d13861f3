import { HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { type DatabaseFailure, diskFullMessage } from '../../problems/failure.js';
import { requestError } from './request-error.js';

/** Tells what a failure of the database means; null for anything else. */
export type ClassifyFailure = (error: unknown) => DatabaseFailure | null;

export const unavailableCode = 'SERVICE_UNAVAILABLE';
export const outcomeUnknownCode = 'OUTCOME_UNKNOWN';
export const tooSlowCode = 'QUERY_TIMEOUT';
export const internalCode = 'INTERNAL_SERVER_ERROR';

/** What a client is told of a failure of the database, and with which HTTP status. */
interface FailureAnswer {
  status: number;
  message: string;
  extensions: { code: string; outcome?: 'UNKNOWN' };
}

export const failureAnswers: Readonly<Record<DatabaseFailure, FailureAnswer>> = {
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

/** The HTTP status for errors of these codes; null when none of them is a failure of the database. */
export function statusOfFailures(codes: readonly unknown[]): number | null {
  const found = Object.values(failureAnswers).find(({ extensions }) => codes.includes(extensions.code));
  return found?.status ?? null;
}

/** The failure of one field, for an answer that has others. */
export function errorOfFailure(failure: DatabaseFailure): Pick<FailureAnswer, 'message' | 'extensions'> {
  const { message, extensions } = failureAnswers[failure];
  return { message, extensions: { ...extensions } };
}

/** For a request that fails before its operation is looked at. */
export function serviceUnavailable(): GraphQLError {
  const { status, message } = failureAnswers.UNAVAILABLE;
  const http = { status, headers: new HeaderMap([['retry-after', '5']]) };
  return requestError(status, unavailableCode, message, { http });
}

/** Gives an answer of the database, whose being away must not look like an answer, such as a wrong credential. */
export function available<T>(answer: Promise<T>, classifyFailure: ClassifyFailure): Promise<T> {
  return answer.catch((error) => {
    throw classifyFailure(error) === null ? error : serviceUnavailable();
  });
}
