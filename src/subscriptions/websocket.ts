import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from 'express';
import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Caller, callerLogFields, type RequestPlace } from '../caller/caller.js';
import type { CorsOrigins } from '../config/cors-origins.js';
import { isOriginAllowed } from '../http/cross-origin.js';
import { isEmptyParameter } from '../http/graphql-parameters.js';
import type { Upgrade } from '../http/http-server.js';
import { bearerCredential } from '../http/identify-caller.js';
import { millisecondsSince } from '../http/log-requests.js';
import { pathOf, paths } from '../http/paths.js';
import { stopping } from '../http/refusal.js';
import { connectionCredential } from './connection-credential.js';
import { createHeartbeat } from './heartbeat.js';
import { credentialEnded, type Subscriber, type TransportParts, tooManyOpen } from './transport.js';
import { noHandshake, tooManyConnections, wrongAddress, wrongOrigin } from './upgrade-refusals.js';

export interface WebSocketParts extends TransportParts {
  authenticate(credential: string, place: RequestPlace): Promise<Caller | null | 'unavailable'>;
  /** Whose pages may open a socket, beside the gateway's own. */
  corsOrigins: CorsOrigins;
  /** Throws at JSON that must not be parsed. */
  limitJson(text: string): void;
  log: {
    /** One line for each connection, at its end. */
    connection(line: Record<string, unknown>): void;
    failure(error: unknown, requestId: string): void;
  };
}

const maxMessageBytes = 256 * 1024;
/** Of a client that has not said yet who it is, in UTF-16 units. */
const maxLengthOfUnknown = 16_384;
const maxSubscriptions = 50;
/** Of one client at the same time: its subscriptions, and a few more. */
const maxMessages = 100;
/** Sockets, with those that have not said yet who they are. */
const maxSockets = 1_100;
const initMilliseconds = 5_000;
const closeMilliseconds = 1_000;

const tooManyOfCredential = 4429;
const tryAgainLater = 1013;
const tooManyMessages = 1008;
const messageTooBig = 1009;
const goingAway = 1001;

interface Connection {
  socket: WebSocket;
  /** Nobody until `connection_init` was accepted. */
  subscriber: Subscriber;
  authorization: string | undefined;
  ending: AbortController;
}

/**
 * Subscriptions over WebSocket: the protocol graphql-transport-ws. A browser lets any page open a socket, so the gateway
 * looks at the `Origin` itself.
 */
export function createWebSockets(parts: WebSocketParts) {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  const heartbeat = createHeartbeat(server.clients, parts.heartbeatMilliseconds);
  /** What the library finds wrong with a handshake it would answer with a page. */
  const refusals = new WeakMap<IncomingMessage, Parameters<Upgrade>[3]>();
  server.on('wsClientError', (_error, _socket, request) => refusals.get(request)?.(noHandshake));
  let isStopping = false;

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: initMilliseconds,
    jsonMessageReviver: clearEmptyParameter,
    onConnect: ({ connectionParams, extra }) => admit(extra, connectionParams),
    async onSubscribe({ extra, subscriptions }, _id, payload) {
      if (Object.keys(subscriptions).length > maxSubscriptions)
        return [new GraphQLError(tooManySubscriptions)];
      const opened = await parts.open(payload, extra.subscriber);
      if (opened.errors) return opened.errors.map(asGraphQLError);
      return { schema: noSchema, document: anySubscription, rootValue: opened.results };
    },
    subscribe: ({ rootValue }) => rootValue as AsyncGenerator<object, void, void>,
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
  });

  /** @returns whether the client may subscribe; otherwise the socket is being closed */
  async function admit(connection: Connection, init: Record<string, unknown> | undefined): Promise<boolean> {
    const { socket, subscriber, authorization, ending } = connection;
    const refuse = (code: number, reason: string) => {
      socket.close(code, reason);
      return false;
    };
    const credential = connectionCredential(init) ?? bearerCredential(authorization);
    if (credential === null)
      return refuse(CloseCode.Unauthorized, 'Send {"Authorization": "Bearer ..."} with connection_init.');
    const place = { address: subscriber.clientAddress, requestId: subscriber.requestId };
    const caller = await parts.authenticate(credential, place);
    if (caller === 'unavailable')
      return refuse(tryAgainLater, 'The database is not available at the moment.');
    if (caller === null) return refuse(CloseCode.Forbidden, 'The credential is not valid.');
    Object.assign(subscriber, { caller, credential });
    if (socket.readyState !== socket.OPEN) return false;
    const leave = parts.connections.admit(caller);
    if (leave === null) return refuse(tooManyOfCredential, tooManyOpen);
    const end = () => {
      socket.close(CloseCode.Forbidden, credentialEnded);
      ending.abort();
    };
    const unwatch = parts.credentialWatch.watch(credential, place, end);
    subscriber.signal.addEventListener('abort', () => {
      unwatch();
      leave();
    });
    return true;
  }

  function isParsable(text: string): boolean {
    try {
      parts.limitJson(text);
      return true;
    } catch {
      return false;
    }
  }

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const begun = performance.now();
    const requestId = randomUUID();
    const ending = new AbortController();
    const { signal } = ending;
    const clientAddress = (request as Request).ip ?? '';
    const subscriber: Subscriber = { caller: null, credential: null, clientAddress, requestId, signal };
    const { authorization } = request.headers;
    // Each of its subscriptions listens for the end.
    setMaxListeners(maxMessages, signal);
    let messages = 0;
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        // Resolves when it is sent, so that results are made at the pace at which the client takes them.
        send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
        close: (code, reason) => socket.close(code, shortened(reason)),
        onMessage(handle) {
          socket.on('message', async (data) => {
            if (socket.readyState !== socket.OPEN) return;
            if (messages >= maxMessages) return socket.close(tooManyMessages, 'Too many messages at once.');
            const text = String(data);
            const isTooLarge = subscriber.caller === null && text.length > maxLengthOfUnknown;
            if (isTooLarge)
              return socket.close(messageTooBig, 'Send connection_init first, and a short one.');
            if (!isParsable(text))
              return socket.close(CloseCode.BadRequest, 'Nested too deeply, or too much.');
            messages += 1;
            try {
              await handle(text);
            } catch (error) {
              parts.log.failure(error, requestId);
              socket.close(CloseCode.InternalServerError, 'Something went wrong here.');
            } finally {
              messages -= 1;
            }
          });
        },
      },
      { socket, subscriber, authorization, ending },
    );
    heartbeat.watch(socket);
    // A fault of the client, such as a message that is too large; the close that follows has its code.
    socket.on('error', () => {});
    socket.once('close', (code, reason) => {
      ending.abort();
      closed(code, String(reason)).catch((error) => parts.log.failure(error, requestId));
      parts.log.connection({
        requestId,
        path: '/graphql',
        code,
        milliseconds: millisecondsSince(begun),
        ...callerLogFields(subscriber.caller),
      });
    });
  }

  const upgrade: Upgrade = (request, socket, head, refuse) => {
    socket.on('error', () => {});
    if (!paths.graphql.test(pathOf(request.url ?? ''))) return refuse(wrongAddress);
    if (!isOriginAllowed(request, parts.corsOrigins)) return refuse(wrongOrigin);
    if (isStopping) return refuse(stopping);
    if (parts.connections.isFull || server.clients.size >= maxSockets) return refuse(tooManyConnections);
    refusals.set(request, refuse);
    server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request));
  };

  return {
    /** Answers a request to become a WebSocket. */
    upgrade,
    openCount: () => server.clients.size,
    /** Takes nobody in any more, and ends what is open. */
    async stop() {
      isStopping = true;
      heartbeat.stop();
      const sockets = [...server.clients];
      const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
      for (const socket of sockets) socket.close(goingAway, 'The gateway is stopping.');
      await Promise.race([closed, sleep(closeMilliseconds, undefined, { ref: false })]);
      for (const socket of sockets) socket.terminate();
      await closed;
    },
  };
}

/** The protocol's code closes the connection for a parameter of the wrong type, before it asks us. */
function clearEmptyParameter(this: { query?: unknown }, name: string, value: unknown): unknown {
  return isEmptyParameter(name, value) && typeof this.query === 'string' ? null : value;
}

/** A close frame has room for 123 bytes of reason; the protocol's code may quote an id of the client in it. */
function shortened(reason: string | undefined): string {
  return Buffer.from(reason ?? '')
    .subarray(0, 120)
    .toString();
}

const tooManySubscriptions = `A connection may have at most ${maxSubscriptions} subscriptions. End one first, or open another connection.`;

// Subscriptions are opened by what this is handed; the protocol's code only wants to see that it is one.
const noSchema = {} as never;
const anySubscription = parse('subscription { any }');

/** What graphql-ws takes for an error, with the form that clients get. */
function asGraphQLError(shown: GraphQLFormattedError): GraphQLError {
  return Object.assign(new GraphQLError(shown.message), { toJSON: () => shown });
}
