import type { Socket } from 'node:net';

/** Relays use one connection for a message. What uses more, or takes its time, is no relay. */
const maxOfAddress = 5;

/** The connections to the probe: few from one address, and none for long. */
export class ProbeConnections {
  private readonly sockets = new Set<Socket>();

  /** @param maxMilliseconds how long one may last, whatever comes over it */
  constructor(private readonly maxMilliseconds: number) {}

  add(socket: Socket): void {
    this.sockets.add(socket);
    const timer = setTimeout(() => socket.destroy(), this.maxMilliseconds);
    socket.once('close', () => {
      clearTimeout(timer);
      this.sockets.delete(socket);
    });
  }

  hasTooMany(address: string): boolean {
    return [...this.sockets].filter(({ remoteAddress }) => remoteAddress === address).length > maxOfAddress;
  }

  destroyAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
