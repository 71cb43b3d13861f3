import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface RunningHttpServer {
  /** The port that it listens on. */
  port: number;
  /** Stops listening, lets requests in flight finish for up to `graceMilliseconds`, then cuts what is left. */
  stop(graceMilliseconds: number): Promise<void>;
}

/**
 * Starts listening.
 * @throws Error with `code` EADDRINUSE, EACCES and the like
 */
export async function listen(app: Express, host: string, port: number): Promise<RunningHttpServer> {
  const server = http.createServer(messageClasses(app), app);
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
    stop: (graceMilliseconds) => stop(server, graceMilliseconds),
  };
}

/**
 * Express sets the prototype of every request and response, which keeps Node's HTTP code from staying optimised,
 * unless the prototype is right from birth.
 */
function messageClasses(app: Express) {
  return {
    IncomingMessage: withPrototype(http.IncomingMessage, app.request),
    ServerResponse: withPrototype(http.ServerResponse, app.response),
  };
}

function withPrototype<Base extends new (...args: never[]) => object>(base: Base, prototype: object): Base {
  function Message(...args: unknown[]) {
    return Reflect.construct(base, args, Message);
  }
  Message.prototype = prototype;
  return Message as unknown as Base;
}

async function stop(server: http.Server, graceMilliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept becomes idle only when its last answer is out.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
