import type { Socket } from 'node:net';

/** Relays use one connection for a message. What uses more, or takes its time, is no relay. */
const maxOfAddress = 5;
const sweepMilliseconds = 1_000;

/**
 * The connections to the probe: few from one address, and none for long. They are looked at and not listened to, as
 * smtp-server takes away all listeners of a socket that goes over to TLS.
 */
export class ProbeConnections {
  /** When each has to end. */
  private readonly ends = new Map<Socket, number>();
  private readonly sweeping = setInterval(() => this.sweep(), sweepMilliseconds).unref();

  /** @param maxMilliseconds how long one may last, whatever comes over it */
  constructor(private readonly maxMilliseconds: number) {}

  add(socket: Socket): void {
    this.ends.set(socket, performance.now() + this.maxMilliseconds);
  }

  hasTooMany(address: string): boolean {
    const open = [...this.ends.keys()].filter(({ destroyed }) => !destroyed);
    return open.filter(({ remoteAddress }) => remoteAddress === address).length > maxOfAddress;
  }

  stop(): void {
    clearInterval(this.sweeping);
    for (const socket of this.ends.keys()) socket.destroy();
    this.ends.clear();
  }

  private sweep(): void {
    const now = performance.now();
    for (const [socket, end] of this.ends) {
      if (end <= now) socket.destroy();
      if (socket.destroyed) this.ends.delete(socket);
    }
  }
}
