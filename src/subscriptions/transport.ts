import type { Caller } from '../caller/caller.js';
import type { OpenedSubscription } from '../graphql/subscriptions/open-subscription.js';
import type { CredentialWatch } from './credential-watch.js';
import type { OpenConnections } from './open-connections.js';

/** Who subscribes, from where. */
export interface Subscriber {
  caller: Caller | null;
  credential: string | null;
  clientAddress: string;
  requestId: string;
  /** Aborted when the connection is over. */
  signal: AbortSignal;
}

/** What the ways in that stay open, WebSocket and event stream, are made of. */
export interface TransportParts {
  credentialWatch: CredentialWatch;
  open(request: unknown, subscriber: Subscriber): Promise<OpenedSubscription>;
  connections: OpenConnections;
  /** How often a client hears that the connection lives. */
  heartbeatMilliseconds: number;
}

export const credentialEnded = 'The credential is no longer valid.';
export const tooManyOpen = 'Too many open connections. Close one, or try again later.';
