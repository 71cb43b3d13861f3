import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** What is open in a server that stops. */
export interface OpenWork {
  server: Server;
  /** Every connection, also those that Node has handed over, such as WebSockets. */
  sockets: ReadonlySet<Socket>;
  /** Of the requests that are not over. */
  responses: Iterable<ServerResponse>;
  /** Answers a request that will not be worked on any longer. */
  refuse(response: ServerResponse): void;
}

/** Milliseconds from the beginning of the stop. */
export interface StopTimes {
  /** Until then new connections are taken, so that clients with a request on its way lose none. */
  listenUntil: number;
  /** Then what has no answer yet is refused. */
  refuseAt: number;
  /** Then what is left is cut. */
  cutAt: number;
}

/** How long a connection may be quiet after the listener has closed: a request may still be on its way to us. */
const quietMilliseconds = 250;

/** How many connections may wait to be taken when the listener closes. */
const maxWaiting = 128;

/**
 * Stops a server in steps:
 *
 *     listening → closed to new connections, each answer the last one of its connection → quiet connections closed
 *       → what has no answer is refused → what is left is cut
 *
 * and resolves as soon as no connection is left, which is after the third step for most.
 */
export async function stopServer(work: OpenWork, times: StopTimes): Promise<void> {
  const { server, sockets, responses } = work;
  const timers: NodeJS.Timeout[] = [];
  const at = (milliseconds: number, step: () => void) => timers.push(setTimeout(step, milliseconds));

  at(times.refuseAt, () => {
    for (const response of responses) if (!response.headersSent) work.refuse(response);
  });
  at(times.cutAt, () => {
    for (const socket of sockets) socket.destroy();
  });
  await sleep(times.listenUntil);
  await takeWaiting(server);
  // Not the `close` of an HTTP server, which cuts connections that seem idle while a request is on its way.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  makeAnswersTheLast(server, responses);
  // After the turn in which what has arrived was read: only then is a connection without a request really quiet.
  at(quietMilliseconds, () => setImmediate(closeQuiet, server, sockets));
  await closed;
  for (const timer of timers) clearTimeout(timer);
}

/** Node takes one new connection in a turn of the event loop, and to close the listener cuts those that still wait. */
async function takeWaiting(server: Server): Promise<void> {
  let taken = 0;
  const count = () => taken++;
  server.on('connection', count);
  for (let turn = 0; turn < maxWaiting; turn++) {
    const before = taken;
    await nextTurn();
    // One more, because the first may have been half over.
    if (taken === before) await nextTurn();
    if (taken === before) break;
  }
  server.off('connection', count);
}

function makeAnswersTheLast(server: Server, responses: Iterable<ServerResponse>): void {
  for (const response of responses) response.shouldKeepAlive = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  // For answers that have begun already: the next request on their connections is answered, too, if it comes at once.
  server.keepAliveTimeout = quietMilliseconds;
}

function closeQuiet(server: Server, sockets: ReadonlySet<Socket>): void {
  server.closeIdleConnections();
  // To Node a connection that never sent anything is not idle.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
}
