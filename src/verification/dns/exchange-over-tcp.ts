import { connect } from 'node:net';
import type { Query } from './query.js';
import { type Reply, readReply } from './reply.js';
import type { ResolverAddress } from './resolver-address.js';

/**
 * Sends a query over a connection of its own and waits for the reply until `signal` aborts.
 * @throws MalformedReply, an error of the network, or the reason of the signal
 */
export function exchangeOverTcp(server: ResolverAddress, query: Query, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: server.address, port: server.port });
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      settle();
    };
    const fail = (error: unknown) => end(() => reject(error));
    const abort = () => fail(signal.reason);
    signal.addEventListener('abort', abort);
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('The connection ended before the answer.')));
    socket.on(
      'data',
      messageReader((packet) => {
        try {
          const reply = readReply(packet, query);
          if (reply) end(() => resolve(reply));
        } catch (error) {
          fail(error);
        }
      }),
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.packet.length);
    socket.write(Buffer.concat([length, query.packet]));
  });
}

/** Puts together messages, each after its length in two octets, from whatever pieces arrive. */
function messageReader(read: (message: Buffer) => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let octets = 0;
  let needed = 2;
  return (piece) => {
    pieces.push(piece);
    octets += piece.length;
    while (octets >= needed) {
      const whole = Buffer.concat(pieces);
      needed = 2 + whole.readUInt16BE(0);
      const isComplete = whole.length >= needed;
      const rest = isComplete ? whole.subarray(needed) : whole;
      if (isComplete) {
        read(whole.subarray(2, needed));
        needed = 2;
      }
      pieces = [rest];
      octets = rest.length;
    }
  };
}
