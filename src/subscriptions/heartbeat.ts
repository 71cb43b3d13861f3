import type { WebSocket } from 'ws';

interface Heartbeat {
  watch(socket: WebSocket): void;
  stop(): void;
}

/** Pings sockets. Whoever does not answer a ping, because it is gone or does not read, is cut off before the next. */
export function createHeartbeat(sockets: ReadonlySet<WebSocket>, milliseconds: number): Heartbeat {
  const alive = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (!alive.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, milliseconds).unref();
  return {
    watch(socket) {
      alive.add(socket);
      socket.on('pong', () => alive.add(socket));
    },
    stop: () => clearInterval(timer),
  };
}
