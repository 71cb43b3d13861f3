import { callerId } from '../caller/caller.js';
import { Sight } from '../caller/sight.js';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import type { Allowance } from './allowance.js';
import type { GatewayContext } from './context.js';
import type { Resolvers } from './resolvers.js';

/** What a context says of its request. */
export type RequestOrigin = Omit<
  GatewayContext,
  keyof Allowance | 'sight' | 'recordRefusal' | 'limitConcurrency' | 'resolvers'
>;

export type CreateContext = (origin: RequestOrigin, allowance: Allowance) => GatewayContext;

/** Of the connections to the database, one caller with reads that take long holds four at most. */
const heavyReads = { running: 4, waiting: 200, milliseconds: 3_500 };

export function createContextFactory(
  resolvers: Resolvers,
  recordRefusal: GatewayContext['recordRefusal'],
): CreateContext {
  const limitConcurrency = createConcurrencyLimit(heavyReads);
  // Field by field: where an object is spread into the beginning of another, adding to it is slow.
  return (origin, allowance) => ({
    requestId: origin.requestId,
    caller: origin.caller,
    sight: Sight.of(origin.caller),
    credential: origin.credential,
    command: origin.command,
    clientAddress: origin.clientAddress,
    idempotencyKey: origin.idempotencyKey,
    beginWrite: origin.beginWrite,
    failureIfCutOff: origin.failureIfCutOff,
    resolvers,
    recordRefusal,
    limitConcurrency: (work) => limitConcurrency(origin.caller ? callerId(origin.caller) : '', work),
    maxPageSize: allowance.maxPageSize,
    maxTargets: allowance.maxTargets,
    canReadPasswords: allowance.canReadPasswords,
  });
}
