import ipaddr from 'ipaddr.js';

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address, within which it is chosen freely. */
export function clientOf(address: string): string {
  return networkOf(address, { ipv4: 4, ipv6: 8 });
}

/** What one person or program is likely to have more addresses of: a /24 of IPv4, a /48 of IPv6. */
export function neighbourhoodOf(address: string): string {
  return networkOf(address, { ipv4: 3, ipv6: 6 });
}

/** The first bytes of an address, with IPv4 in IPv6 as IPv4; what is no address stands for itself. */
function networkOf(address: string, bytes: { ipv4: number; ipv6: number }): string {
  if (!ipaddr.isValid(address)) return address.slice(0, maxTextLength);
  const parsed = ipaddr.process(address);
  return parsed.toByteArray().slice(0, bytes[parsed.kind()]).join('.');
}

const maxTextLength = 64;
