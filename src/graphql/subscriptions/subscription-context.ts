import type { Event } from '../../events/event.js';
import type { SubscriptionFilter } from '../../events/event-feed.js';
import type { GatewayContext } from '../context.js';

/** What the resolvers of one subscription share, from its beginning to its end. */
export interface SubscriptionContext extends GatewayContext {
  /** Aborted when the subscription is over. */
  signal: AbortSignal;
  follow: (filter: SubscriptionFilter, signal: AbortSignal) => Promise<AsyncIterable<Event>>;
}
