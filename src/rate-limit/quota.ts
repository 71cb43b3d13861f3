import type { Caller } from '../caller/caller.js';

/** What a credential may still do in the current minute. */
export interface Quota {
  /** Points for each minute. */
  limit: number;
  remaining: number;
  /** Until the next minute begins, in whole seconds, at least 1. */
  resetSeconds: number;
  /** Whether nothing was left, so that the request must be refused. */
  isExceeded: boolean;
}

/** Takes points from the quota of a caller, all of them or, when nothing is left, none; null where there is no limit. */
export type TakePoints = (caller: Caller, points: number) => Quota | null;

/**
 * Counts a request of either interface against the limit of its caller, and tells the caller what is left.
 * @throws GraphQLError RATE_LIMITED when nothing is
 */
export type LimitRate = (caller: Caller, setHeaders: (headers: Record<string, string>) => void) => void;

export const windowSeconds = 60;

/** The quota in headers of HTTP. */
export function quotaHeaders({ limit, remaining, resetSeconds }: Quota): Record<string, string> {
  return {
    'RateLimit-Limit': `${limit}`,
    'RateLimit-Remaining': `${remaining}`,
    'RateLimit-Reset': `${resetSeconds}`,
    'RateLimit-Policy': `${limit};w=${windowSeconds}`,
  };
}
