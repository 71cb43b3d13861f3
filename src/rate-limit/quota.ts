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
