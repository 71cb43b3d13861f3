import { isIP } from 'node:net';
import type { Settings } from './settings.js';

/** Whose `X-Forwarded-For` is trusted: so many proxies before the gateway, or those at certain addresses. */
export type TrustProxy = number | readonly string[];

/** As Express names them. */
const namedNetworks = ['loopback', 'linklocal', 'uniquelocal'];
const maxHops = 10;

/**
 * `TRUST_PROXY`: a number of proxies, 0 to 10, or a list of addresses, networks such as `10.0.0.0/8`, and `loopback`,
 * `linklocal` and `uniquelocal`.
 */
export function readTrustProxy(settings: Settings): TrustProxy {
  const value = settings.word('TRUST_PROXY') ?? 'loopback';
  if (/^\d+$/.test(value) && Number(value) <= maxHops) return Number(value);
  const entries = value.split(',').map((entry) => entry.trim());
  if (!entries.every((entry) => namedNetworks.includes(entry) || isNetwork(entry)))
    settings.mistakes.push(
      'TRUST_PROXY must be a number of proxies from 0 to 10, or a list of addresses, of networks such as 10.0.0.0/8, and of loopback, linklocal and uniquelocal, with commas between them.',
    );
  return entries;
}

function isNetwork(entry: string): boolean {
  const [address = '', length, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}
