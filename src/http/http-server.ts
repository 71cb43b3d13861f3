import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';

export interface RunningHttpServer {
  /** The port that it listens on. */
  port: number;
  /** Stops listening, lets requests in flight finish for up to `graceMilliseconds`, then cuts what is left. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** Takes over a connection that is to become a WebSocket; `head` is what has come of it already. */
export type Upgrade = (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Starts listening.
 * @throws Error with `code` EADDRINUSE, EACCES and the like
 */
export async function listen(
  app: Express,
  upgrade: Upgrade,
  host: string,
  port: number,
): Promise<RunningHttpServer> {
  const server = http.createServer(messageClasses(app), app);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (/^websocket$/i.test(request.headers.upgrade ?? '')) upgrade(request, socket, head);
    else serveWithoutUpgrade(server, request, socket, head);
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: (graceMilliseconds) => stop(server, sockets, graceMilliseconds),
  };
}

/**
 * Some clients, Java's own among them, offer HTTP/2 with every request, and expect that who does not speak it ignores
 * the offer. Node instead hands over the connection, so it gets the request back, without the offer.
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

async function stop(
  server: http.Server,
  sockets: ReadonlySet<Socket>,
  graceMilliseconds: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept becomes idle only when its last answer is out.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
    // To Node a connection that never sent anything is not idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, 50);
  // Also those that Node has handed over and does not know any more.
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMilliseconds);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
