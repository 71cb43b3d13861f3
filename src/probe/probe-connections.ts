import type { Socket } from 'node:net';
import { clientOf } from '../access/service/client-network.js';

/** A relay sends many tests at once, each over a connection of its own. What uses more, or takes its time, is no relay. */
const maxOfClient = 20;
/** What a few messages and their commands have, and no endless line of commands. */
const maxOctets = 512 * 1_024;
const sweepMilliseconds = 500;

interface Connection {
  client: string;
  end: number;
}

/**
 * The connections to the probe: few from one client, and none for long or with much to say. They are looked at and not
 * listened to, as smtp-server takes away all listeners of a socket that goes over to TLS.
 */
export class ProbeConnections {
  private readonly open = new Map<Socket, Connection>();
  private readonly sweeping = setInterval(() => this.sweep(), sweepMilliseconds).unref();

  /** @param maxMilliseconds how long one may last, whatever comes over it */
  constructor(private readonly maxMilliseconds: number) {}

  /** @returns whether it may stay; one that is too many is not counted, so that others of its client are not refused for it */
  admit(socket: Socket): boolean {
    const client = clientOf(socket.remoteAddress ?? '');
    if (this.countOf(client) >= maxOfClient) return false;
    this.open.set(socket, { client, end: performance.now() + this.maxMilliseconds });
    return true;
  }

  stop(): void {
    clearInterval(this.sweeping);
    for (const socket of this.open.keys()) socket.destroy();
    this.open.clear();
  }

  private countOf(client: string): number {
    return [...this.open].filter(([socket, each]) => !socket.destroyed && each.client === client).length;
  }

  private sweep(): void {
    const now = performance.now();
    for (const [socket, { end }] of this.open) {
      if (end <= now || socket.bytesRead > maxOctets) socket.destroy();
      if (socket.destroyed) this.open.delete(socket);
    }
  }
}
