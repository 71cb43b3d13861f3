import type { WebSocket } from 'ws';

/** Pings sockets, and terminates before the next ping those that did not answer: the client is gone or does not read. */
export function createHeartbeat(sockets: ReadonlySet<WebSocket>, milliseconds: number) {
  const alive = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (!alive.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, milliseconds).unref();
  return {
    watch(socket: WebSocket) {
      alive.add(socket);
      socket.on('pong', () => alive.add(socket));
    },
    stop: () => clearInterval(timer),
  };
}
