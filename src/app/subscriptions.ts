import type { Logger } from 'pino';
import type { Authenticator } from '../access/service/authenticator.js';
import { callerLogFields } from '../caller/caller.js';
import type { CorsOrigins } from '../config/cors-origins.js';
import type { EventFeed } from '../events/event-feed.js';
import { limitJson } from '../graphql/admission/limit-variables.js';
import { publicAllowance } from '../graphql/allowance.js';
import type { CreateContext, RequestOrigin } from '../graphql/create-context.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import type { EndedOperation } from '../graphql/execution/observe-operations.js';
import type { SubscriptionAdmission } from '../graphql/subscriptions/check-subscription.js';
import { createOpenSubscription } from '../graphql/subscriptions/open-subscription.js';
import { CredentialWatch } from '../subscriptions/credential-watch.js';
import { createEventStreams } from '../subscriptions/event-stream.js';
import { OpenConnections } from '../subscriptions/open-connections.js';
import type { Subscriber, TransportParts } from '../subscriptions/transport.js';
import { createWebSockets } from '../subscriptions/websocket.js';

interface SubscriptionParts extends SubscriptionAdmission, FailurePolicy {
  authenticator: Authenticator;
  eventFeed: EventFeed;
  createContext: CreateContext;
  /** Whose pages may open a WebSocket, beside the gateway's own. */
  corsOrigins: CorsOrigins;
  /** How often a client hears that its connection lives. */
  heartbeatMilliseconds: number;
  log: Logger;
  /** Told of every subscription that was asked for; null for nobody. */
  onAsked: ((operation: EndedOperation) => void) | null;
}

/** The ways into the gateway that stay open: WebSocket at `/graphql`, and server-sent events. */
export function createSubscriptions(parts: SubscriptionParts) {
  const { authenticator, eventFeed, schema, createContext, takePoints, classifyFailure, report, log } = parts;
  const openSubscription = createOpenSubscription({
    schema,
    takePoints,
    follow: (filter, signal) => eventFeed.follow(filter, signal),
    classifyFailure,
    report,
  });
  const credentialWatch = new CredentialWatch(authenticator, (error) => {
    if (classifyFailure(error) === null) report(error);
  });
  const transportParts: TransportParts = {
    credentialWatch,
    async open(request, { signal, ...subscriber }: Subscriber) {
      const context = createContext({ ...subscriber, ...noWrites }, publicAllowance);
      const opened = await openSubscription(request, context, signal);
      const { requestId, caller } = subscriber;
      parts.onAsked?.({
        name: opened.errors === null ? nameIn(request) : null,
        kind: 'subscription',
        isAuthenticated: caller !== null,
        outcome: opened.errors === null ? 'OK' : String(opened.errors[0]?.extensions?.code),
      });
      log.debug({ requestId, opened: opened.errors === null, ...callerLogFields(caller) }, 'subscription');
      return opened;
    },
    connections: new OpenConnections(),
    heartbeatMilliseconds: parts.heartbeatMilliseconds,
  };
  const eventStreams = createEventStreams(transportParts);
  const webSockets = createWebSockets({
    ...transportParts,
    authenticate: (credential, place) =>
      authenticator.authenticate(credential, place).catch((error): 'unavailable' => {
        if (classifyFailure(error) === null) throw error;
        return 'unavailable';
      }),
    corsOrigins: parts.corsOrigins,
    limitJson,
    log: { connection: (line) => log.info(line, 'websocket'), failure: report },
  });
  return {
    handleEventStream: eventStreams.handle,
    upgrade: webSockets.upgrade,
    openCounts: () => ({
      subscriptions: eventFeed.followerCount,
      webSockets: webSockets.openCount(),
      eventStreams: eventStreams.openCount(),
    }),
    /** Takes nobody in any more, and ends what is open. */
    stop: () => Promise.all([eventStreams.stop(), webSockets.stop(), credentialWatch.stop()]),
  };
}

/** Of a request that was found to be right. */
function nameIn(request: unknown): string | null {
  return (request as { operationName?: string | null }).operationName ?? null;
}

const noWrites: Pick<RequestOrigin, 'command' | 'idempotencyKey' | 'beginWrite' | 'failureIfCutOff'> = {
  command: null,
  idempotencyKey: null,
  beginWrite() {
    throw new Error('A subscription was to write.');
  },
  failureIfCutOff: () => 'TOO_SLOW',
};
