import { type LimitRate, quotaHeaders, type TakePoints } from '../../rate-limit/quota.js';
import { rateLimited } from '../errors/request-error.js';

/** One point for a request; an operation may cost more. */
export function createLimitRate(takePoints: TakePoints): LimitRate {
  return (caller, setHeaders) => {
    const quota = takePoints(caller, 1);
    if (quota === null) return;
    setHeaders(quotaHeaders(quota));
    if (quota.isExceeded) throw rateLimited(quota.resetSeconds);
  };
}
