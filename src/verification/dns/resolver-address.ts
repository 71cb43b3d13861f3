import { isIPv6 } from 'node:net';

/** Where a resolver is asked. */
export interface ResolverAddress {
  /** IPv4 or IPv6; no name. */
  address: string;
  port: number;
}

/** As it is written in `DNS_RESOLVERS`, such as `192.0.2.1:53` or `[2001:db8::1]:53`. */
export function resolverText({ address, port }: ResolverAddress): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
