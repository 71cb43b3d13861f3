import type { RecordRefusal } from '../audit/record-refusal.js';
import type { Caller } from '../caller/caller.js';
import type { Sight } from '../caller/sight.js';
import type { Event } from '../events/change.js';
import type { SubscriptionFilter } from '../events/event-feed.js';
import type { CutOffFailure } from '../problems/failure.js';
import type { ConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import type { Allowance } from './allowance.js';
import type { Resolvers } from './resolvers.js';

/** What every resolver of one request shares. */
export interface GatewayContext extends Allowance {
  requestId: string;
  /** Null when the request carries no valid credential. */
  caller: Caller | null;
  /** Which delivery servers there are for the caller. */
  sight: Sight;
  /** The credential itself, for ending the session that it is. */
  credential: string | null;
  /** The command of the legacy API that the request is; null for one to GraphQL. */
  command: string | null;
  /** The address that the request comes from. */
  clientAddress: string;
  /** Key under which this request's one write may be sent again, when it came beside the operation. */
  idempotencyKey: string | null;
  /**
   * To be called before anything is written for the request; false when it is too late for that.
   * @param isRepeatable whether to send it again would do it once all the same
   */
  beginWrite(isRepeatable: boolean): boolean;
  /**
   * What it means for the request as a whole, by the writes that it has begun, that a part of it failed.
   * @param isLastUndone whether the last of the writes is known to have changed nothing
   */
  failureIfCutOff(isLastUndone: boolean): CutOffFailure;
  resolvers: Resolvers;
  /** Nobody waits for that. */
  recordRefusal: RecordRefusal;
  /** Lets this credential hold few connections at once with reads that may look at every row. */
  limitConcurrency: ConcurrencyLimit;
}

/** The context of a request that passed the access check. */
export type AuthenticatedContext = GatewayContext & { caller: Caller };

/** What the resolvers of one subscription share, from its beginning to its end. */
export interface SubscriptionContext extends GatewayContext {
  /** Aborted when the subscription is over. */
  signal: AbortSignal;
  follow: (filter: SubscriptionFilter, signal: AbortSignal) => Promise<AsyncIterable<Event>>;
}
