import { isLegacyRoute } from './route-of.js';

/** Why a request is not worked on, before or instead of the interface that it is for. */
export interface Refusal {
  status: number;
  /** For GraphQL clients. */
  code: string;
  message: string;
}

/** The body of a refusal, JSON, in the form that clients of a route can read. */
export type RefusalBody = (route: string, refusal: Refusal) => string;

/** @param legacyBody the same for clients of the legacy API */
export function createRefusalBody(legacyBody: (refusal: Refusal) => string): RefusalBody {
  return (route, refusal) =>
    isLegacyRoute(route)
      ? legacyBody(refusal)
      : JSON.stringify({
          errors: [{ message: refusal.message, extensions: { code: refusal.code } }],
        });
}

export const stopping: Refusal = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  message: 'The gateway is stopping. Try again in a few seconds.',
};

/** Of every answer: none is for a cache, and none is anything but what it says it is. */
export const answerHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** Of an answer with a refusal in it. */
export function refusalHeaders({ status }: Refusal, body: string): Record<string, string> {
  return {
    ...answerHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...(status === 503 ? { 'retry-after': '5' } : {}),
  };
}
