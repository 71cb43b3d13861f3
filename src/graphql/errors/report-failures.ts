import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { GatewayContext } from '../context.js';
import {
  errorOfFailure,
  internalCode,
  outcomeUnknownCode,
  statusOfFailures,
  tooSlowCode,
  unavailableCode,
} from './failure-answers.js';

type Request = GraphQLRequestContextWillSendResponse<GatewayContext>;

/**
 * Tells under which id a fault of ours is in the log, and answers 503 or 504 when the database failed. A failure promises
 * that nothing was done by the field that it struck; the request as a whole may have written before, and then it is told
 * what that means. `Retry-After` is there only when the whole request may be sent again.
 */
export function reportFailures({ response: { http, body }, contextValue }: Request): void {
  const errors = body.kind === 'single' ? body.singleResult.errors : null;
  if (!errors) return;
  for (const error of errors) {
    const { extensions = {}, path = [] } = error;
    const { code } = extensions;
    if (code === internalCode) extensions.requestId = contextValue.requestId;
    if (statusOfFailures([code]) === null) continue;
    // Below its field a mutation is over, and only its answer could not be read to the end.
    const failure = contextValue.failureIfCutOff(path.length < 2);
    if (failure === 'OUTCOME_UNKNOWN' || code === tooSlowCode) Object.assign(error, errorOfFailure(failure));
  }
  // Apollo Server lets a browser keep the answer to an unknown hash, if it asks each time; every other answer is not kept.
  if (errors.length > 0) http.headers.set('cache-control', 'no-store');
  const codes = errors.map(({ extensions }) => extensions?.code);
  const status = statusOfFailures(codes);
  if (status === null) return;
  http.status = status;
  if (codes.includes(unavailableCode) && !codes.includes(outcomeUnknownCode))
    http.headers.set('retry-after', '5');
}
