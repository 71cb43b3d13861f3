import type { Response } from 'express';
import { wordRefusal as wordLegacyRefusal } from '../legacy/refusal.js';
import type { DatabaseFailure } from '../problems/failure.js';
import { isLegacyRoute } from './paths.js';

/** What a client gets in the place of an answer. */
export interface ErrorAnswer {
  status: number;
  message: string;
  /** For GraphQL clients. */
  extensions: Readonly<Record<string, unknown>>;
  /** Beside those that all answers have. */
  headers?: Readonly<Record<string, string>>;
}

/** Why a request gets no answer of the interface that it is for. */
export interface Refusal extends ErrorAnswer {
  /** What it means for the work that was asked for; null when the request is at fault. */
  failure: DatabaseFailure | null;
}

/** Thrown to have a request refused by the last error handler of the app. */
export class RefusedError extends Error {
  constructor(readonly refusal: ErrorAnswer) {
    super(refusal.message);
  }
}

export function badRequest(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  return { status, message, extensions: { code: 'BAD_REQUEST' }, headers, failure: null };
}

export function unavailable(message: string): Refusal {
  return { status: 503, message, extensions: { code: 'SERVICE_UNAVAILABLE' }, failure: 'UNAVAILABLE' };
}

export const stopping = unavailable('The gateway is stopping. Try again in a few seconds.');

/** Refuses in the form that GraphQL clients can read. */
export function sendError(
  response: Response,
  { status, message, extensions, headers = {} }: ErrorAnswer,
): void {
  response
    .status(status)
    .set(headers)
    .json({ errors: [{ message, extensions }] });
}

/** Of every answer: none is for a cache, and none is anything but what it says it is. */
export const answerHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/**
 * Words a refusal in the form that clients of a route can read.
 * @param format as the legacy API found it in the request; undefined when it found none
 */
export function wordRefusal(
  route: string,
  refusal: Refusal,
  format?: unknown,
): { text: string; headers: Record<string, string> } {
  const { message, extensions, failure, headers } = refusal;
  const { contentType, text } = isLegacyRoute(route)
    ? wordLegacyRefusal(refusal, format)
    : {
        contentType: 'application/json; charset=utf-8',
        text: JSON.stringify({ errors: [{ message, extensions }] }),
      };
  return {
    text,
    headers: {
      ...answerHeaders,
      ...headers,
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(text)),
      connection: 'close',
      ...(failure === 'UNAVAILABLE' ? { 'retry-after': '5' } : {}),
    },
  };
}
