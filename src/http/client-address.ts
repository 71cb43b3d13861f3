import { isIP, type Socket } from 'node:net';
import type { Express, Request } from 'express';
import ipaddr from 'ipaddr.js';
import type { TrustProxy } from '../config/trust-proxy.js';

/** What stands for the address where a proxy tells none: it is in no network, and all who have it are one client. */
const unknown = 'unknown';

/**
 * Makes `request.ip` the address of the client as trusted proxies tell it, and nothing but an address: what is in
 * `X-Forwarded-For` may be any text of any length, and would go into the log and the audit trail.
 */
export function readClientAddresses(app: Express, trustProxy: TrustProxy): void {
  app.set('trust proxy', typeof trustProxy === 'number' ? trustProxy : [...trustProxy]);
  const isTrusted: (address: string, hop: number) => boolean = app.get('trust proxy fn');
  app.set('trust proxy', (told: string | undefined, hop: number) => isTrusted(addressFrom(told), hop));
  Object.defineProperty(app.request, 'ip', {
    get(this: Request) {
      const told = this.headers['x-forwarded-for'] === undefined ? undefined : this.ips[0];
      const address = told === undefined ? peerAddress(this.socket) : addressFrom(told);
      // Asked for several times in a request, and not cheap to tell.
      Object.defineProperty(this, 'ip', { value: address });
      return address;
    },
  });
}

const peerAddresses = new WeakMap<Socket, string>();

/** Who is at the other end of a connection, for all its requests. */
function peerAddress(socket: Socket): string {
  const known = peerAddresses.get(socket);
  if (known) return known;
  const address = addressFrom(socket.remoteAddress);
  peerAddresses.set(socket, address);
  return address;
}

/** Some proxies, such as those of Azure, tell the port as well, which differs with each connection. */
function addressFrom(told: string | undefined): string {
  if (told === undefined) return unknown;
  const [, address = told] = /^([\d.]+):\d+$/.exec(told) ?? /^\[([^\]]+)\](?::\d+)?$/.exec(told) ?? [];
  const withoutZone = address.replace(/%.*/s, '');
  return isIP(withoutZone) === 0 ? unknown : ipaddr.process(withoutZone).toString();
}
