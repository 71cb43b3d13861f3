import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Query } from './query.js';
import { type Reply, readReply } from './reply.js';
import type { ResolverAddress } from './resolver-address.js';

/**
 * Sends a query once and waits for the reply until `signal` aborts. The socket is connected: the system drops what comes
 * from elsewhere, and tells when nothing listens there.
 * @throws MalformedReply, an error of the network, or the reason of the signal
 */
export function exchangeOverUdp(server: ResolverAddress, query: Query, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    let isOver = false;
    const end = (settle: () => void) => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', abort);
      socket.close();
      settle();
    };
    const fail = (error: unknown) => end(() => reject(error));
    const abort = () => fail(signal.reason);
    signal.addEventListener('abort', abort);
    socket.on('error', fail);
    socket.on('connect', () => socket.send(query.packet));
    socket.on('message', (packet) => {
      try {
        const reply = readReply(packet, query);
        if (reply) end(() => resolve(reply));
      } catch (error) {
        fail(error);
      }
    });
    socket.connect(server.port, server.address);
  });
}
