import { isIP } from 'node:net';

/** Whose `X-Forwarded-For` is trusted: so many proxies before the gateway, or those at certain addresses. */
export type TrustProxy = number | readonly string[];

/** As Express names them. */
const namedNetworks = ['loopback', 'linklocal', 'uniquelocal'];
const maxHops = 10;

/**
 * Reads a number of proxies, 0 to 10, or a list of addresses, networks such as `10.0.0.0/8`, and `loopback`, `linklocal`
 * and `uniquelocal`. Null when it is neither.
 */
export function readTrustProxy(value: string): TrustProxy | null {
  if (/^\d+$/.test(value)) return Number(value) <= maxHops ? Number(value) : null;
  const entries = value.split(',').map((entry) => entry.trim());
  return entries.every((entry) => namedNetworks.includes(entry) || isNetwork(entry)) ? entries : null;
}

function isNetwork(entry: string): boolean {
  const [address = '', length, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}
