import type { DatabaseFailure } from '../problems/failure.js';
import { isLegacyRoute } from './route-of.js';

/** Why a request gets no answer of the interface that it is for. */
export interface Refusal {
  status: number;
  message: string;
  /** For GraphQL clients. */
  extensions: { code: string; outcome?: 'UNKNOWN' };
  /** What it means for the work that was asked for; null when the request is at fault. */
  failure: DatabaseFailure | null;
  /** Of the answer, beside those that all have. */
  headers?: Readonly<Record<string, string>>;
}

export interface RefusalBody {
  contentType: string;
  text: string;
}

/**
 * Words a refusal in the form that clients of a route can read.
 * @param format as the legacy API found it in the request; undefined when it found none
 */
export type WordRefusal = (route: string, refusal: Refusal, format?: unknown) => RefusalBody;

/** @param wordLegacy the same for clients of the legacy API */
export function createWordRefusal(
  wordLegacy: (refusal: Refusal, format: unknown) => RefusalBody,
): WordRefusal {
  return (route, refusal, format) => {
    if (isLegacyRoute(route)) return wordLegacy(refusal, format);
    const { message, extensions } = refusal;
    return {
      contentType: 'application/json; charset=utf-8',
      text: JSON.stringify({ errors: [{ message, extensions }] }),
    };
  };
}

export const stopping: Refusal = {
  status: 503,
  message: 'The gateway is stopping. Try again in a few seconds.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
  failure: 'UNAVAILABLE',
};

/** Of every answer: none is for a cache, and none is anything but what it says it is. */
export const answerHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** Of an answer with a refusal in it. */
export function refusalHeaders(
  { failure, headers }: Refusal,
  { contentType, text }: RefusalBody,
): Record<string, string> {
  return {
    ...answerHeaders,
    ...headers,
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
    ...(failure === 'UNAVAILABLE' ? { 'retry-after': '5' } : {}),
  };
}
