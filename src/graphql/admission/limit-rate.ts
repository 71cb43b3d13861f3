import type { Caller } from '../../caller/caller.js';
import { type Quota, quotaHeaders } from '../../rate-limit/quota.js';
import { rateLimited } from '../errors/rate-limited.js';

/** Takes points from the quota of a caller; null where there is no limit. */
export type TakePoints = (caller: Caller, points: number) => Quota | null;

/**
 * Counts a request of either interface against the limit of its caller, and tells the caller what is left.
 * @throws GraphQLError RATE_LIMITED when nothing is
 */
export type LimitRate = (caller: Caller, setHeaders: (headers: Record<string, string>) => void) => void;

/** One point for a request; an operation may cost more. */
export function createLimitRate(takePoints: TakePoints): LimitRate {
  return (caller, setHeaders) => {
    const quota = takePoints(caller, 1);
    if (quota === null) return;
    setHeaders(quotaHeaders(quota));
    if (quota.isExceeded) throw rateLimited(quota.resetSeconds);
  };
}
