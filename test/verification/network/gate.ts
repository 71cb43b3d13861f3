import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A listener on all addresses of this machine, that notes at which of them somebody came. */
export async function openGate() {
  const reached: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    reached.push(socket.localAddress?.replace('::ffff:', '') ?? 'gone');
    socket.on('error', () => {});
    socket.write('220 inside\r\n');
  }).listen({ host: '::', port: 0, ipv6Only: false });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
