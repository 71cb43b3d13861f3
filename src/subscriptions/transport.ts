import type { GraphQLFormattedError } from 'graphql';
import type { Caller } from '../caller/caller.js';
import type { OpenConnections } from './open-connections.js';

/** Who asks. */
export interface Subscriber {
  caller: Caller | null;
  credential: string | null;
  clientAddress: string;
  requestId: string;
  /** Aborted when the connection is over. */
  signal: AbortSignal;
}

/** Results that come until they are returned, or why there are none. */
export type Opened =
  | { results: AsyncGenerator<object, void, void>; errors: null }
  | { errors: readonly GraphQLFormattedError[] };

/** What the ways in that stay open, WebSocket and event stream, are made of. */
export interface TransportParts {
  authenticate(credential: string): Promise<Caller | null | 'unavailable'>;
  /** Calls back when the credential is no longer valid. @returns a function that ends the watch */
  watch(credential: string, onEnd: () => void): () => void;
  open(request: unknown, subscriber: Subscriber): Promise<Opened>;
  connections: OpenConnections;
  /** How often a client hears that the connection lives. */
  heartbeatMilliseconds: number;
}

/** A way in that stays open. */
export interface Transport {
  /** Takes nobody in any more, and ends what is open. */
  stop(): Promise<void>;
}

export const credentialEnded = 'The credential is no longer valid.';
