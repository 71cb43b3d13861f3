import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { CutOffFailure } from '../problems/failure.js';
import { DeadlineError, withDeadline } from '../scheduling/deadline.js';
import type { AnswerDeadline } from './answer-deadline.js';
import { addLogFields, type RequestLog } from './log-requests.js';
import { OpenResponses } from './open-responses.js';
import { routeOf, withoutBasePath } from './paths.js';
import { type Refusal, stopping, wordRefusal } from './refusal.js';
import { refuseMalformed } from './refuse-malformed.js';
import { type StopTimes, stopServer } from './stop-server.js';

export interface RunningHttpServer {
  /** The port that it listens on. */
  port: number;
  /** Stops listening, lets requests in flight finish, and after their time refuses and cuts what is left. */
  stop(times: StopTimes): Promise<void>;
}

/**
 * Connections that may wait to be taken; the system may allow fewer. Beyond Node's own 511 the system drops what clients
 * send to connect, and they try again after one, three and seven seconds.
 */
const backlog = 4_096;

/** Takes over a connection that is to become a WebSocket, or refuses that; `head` is what has come of it already. */
export type Upgrade = (
  request: http.IncomingMessage,
  socket: Duplex,
  head: Buffer,
  refuse: (refusal: Refusal) => void,
) => void;

export interface ListenOptions {
  host: string;
  port: number;
  /** Taken away from the address of a request that begins with it; empty for none. */
  basePath: string;
  deadline: AnswerDeadline;
  /** What the client of a request without an answer is told. */
  refusalOf(failure: CutOffFailure): Refusal;
  log: Pick<RequestLog, 'request'>;
}

type PortSetting = 'PORT' | 'METRICS_PORT';

/** The server cannot listen; `code` is that of the system: EADDRINUSE, EACCES, ENOTFOUND and the like. */
export class ListenError extends Error {
  override name = 'ListenError';
  constructor(
    readonly code: string | undefined,
    readonly setting: PortSetting = 'PORT',
  ) {
    super('The server cannot listen.');
  }
}

/** A name server that does not answer keeps the system busy for up to half a minute. */
const lookupMilliseconds = 5_000;

/**
 * Starts listening.
 * @throws ListenError
 */
export async function listen(
  app: Express,
  upgrade: Upgrade,
  { host, port, basePath, deadline, refusalOf, log }: ListenOptions,
): Promise<RunningHttpServer> {
  const server = http.createServer({ ...messageClasses(app), requireHostHeader: false });
  const sockets = new Set<Socket>();
  const responses = new OpenResponses();
  const malformed = refuseMalformed(server, responses, log);
  server.on('request', (request, response) => {
    request.url = withoutBasePath(request.url, basePath);
    responses.add(response);
    if (!malformed.isRefused(request)) app(request, response);
  });
  server.on('connection', (socket) => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!/^websocket$/i.test(request.headers.upgrade ?? ''))
      return serveWithoutUpgrade(server, request, socket, head);
    request.url = withoutBasePath(request.url, basePath);
    upgrade(request, socket, head, (refusal) => malformed.refuse(socket, request.url, refusal, 'UPGRADE'));
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  // Longer than a proxy in front keeps a connection, which would else send a request into one that ends: the longest of
  // the usual ones is 600 seconds, of Google's load balancers.
  server.keepAliveTimeout = 620_000;
  await startListening(server, host, port);
  const endWatch = deadline.watch(responses, (response) =>
    refuse(response, refusalOf(deadline.failureIfCutOff(response))),
  );
  const refuseAtStop = (response: http.ServerResponse) => {
    const failure = deadline.failureIfCutOff(response);
    refuse(response, failure === 'OUTCOME_UNKNOWN' ? refusalOf(failure) : stopping);
  };
  return {
    port: (server.address() as AddressInfo).port,
    stop: (times) =>
      stopServer({ server, sockets, responses, refuse: refuseAtStop }, times).finally(endWatch),
  };
}

/**
 * @param setting where the port comes from
 * @throws ListenError
 */
export async function startListening(
  server: http.Server,
  hostname: string,
  port: number,
  setting: PortSetting = 'PORT',
): Promise<void> {
  try {
    const { address } = await withDeadline(lookup(hostname), lookupMilliseconds);
    server.listen({ port, host: address, backlog });
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(
      error instanceof DeadlineError ? 'EAI_AGAIN' : (error as NodeJS.ErrnoException).code,
      setting,
    );
  }
}

/** Answers a request that is still worked on; its own answer then finds this one sent. */
function refuse(response: http.ServerResponse, refusal: Refusal): void {
  addLogFields(response, { refused: refusal.extensions.code });
  const { locals } = response as { locals?: { format?: unknown } };
  const { text, headers } = wordRefusal(routeOf(response.req.url ?? ''), refusal, locals?.format);
  response.writeHead(refusal.status, headers).end(text);
}

/**
 * Some clients, Java's own among them, offer an upgrade to HTTP/2 with every request, and expect servers without it to
 * ignore the offer. Node hands over the connection instead, so it gets the request back, without the offer.
 */
function serveWithoutUpgrade(
  server: http.Server,
  request: http.IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = rawHeaders.slice(index, index + 2);
    if (name?.toLowerCase() !== 'upgrade') lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  // What Node left on the connection it puts there anew.
  socket.removeAllListeners('timeout');
  server.emit('connection', socket);
}

/**
 * Express sets the prototype of every request and response, which keeps Node's HTTP code from being optimised. Of these
 * classes it has nothing to set: their prototypes are the ones that it would set. They must be classes; with anything
 * else that constructs the same objects, requests take four times as long.
 */
function messageClasses(app: Express) {
  class Request extends http.IncomingMessage {}
  class Response extends http.ServerResponse {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request);
  app.response = Object.setPrototypeOf(Response.prototype, app.response);
  return { IncomingMessage: Request, ServerResponse: Response };
}
