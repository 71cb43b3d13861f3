import { getServers } from 'node:dns';
import { isIP, isIPv6 } from 'node:net';
import type { ResolverAddress } from '../verification/dns/resolver-address.js';
import type { Settings } from './settings.js';

/** More of them would each have too short a turn within the time of one question. */
const maxResolvers = 4;
const defaultPort = 53;

/** `DNS_RESOLVERS`: addresses with their ports, in the order in which they are asked. The system's if it is left out. */
export function readDnsResolvers(settings: Settings): readonly ResolverAddress[] {
  const value = settings.word('DNS_RESOLVERS');
  if (value === null) return systemResolvers();
  const resolvers = parseResolvers(value);
  if (resolvers === null)
    settings.mistakes.push(
      `DNS_RESOLVERS must be a list of at most ${maxResolvers} addresses, each with its port unless that is ${defaultPort}, such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53. Names cannot be looked up there.`,
    );
  return resolvers ?? [];
}

/**
 * Addresses with commas or blanks between them, each once.
 * @returns null when one of them is none, or there are none or too many
 */
export function parseResolvers(text: string): readonly ResolverAddress[] | null {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const resolvers = new Map<string, ResolverAddress>();
  for (const entry of entries) {
    const resolver = resolverFrom(entry);
    if (resolver === null) return null;
    resolvers.set(`${resolver.address} ${resolver.port}`, resolver);
  }
  return resolvers.size >= 1 && resolvers.size <= maxResolvers ? [...resolvers.values()] : null;
}

function resolverFrom(entry: string): ResolverAddress | null {
  if (isIPv6(entry)) return { address: entry, port: defaultPort };
  const [, inBrackets, other, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const address = inBrackets ?? other ?? '';
  if (isIP(address) !== (inBrackets === undefined ? 4 : 6)) return null;
  const number = Number(port ?? defaultPort);
  return number >= 1 && number <= 65_535 ? { address, port: number } : null;
}

/** As `/etc/resolv.conf` or the settings of the network name them. */
function systemResolvers(): readonly ResolverAddress[] {
  const resolvers = getServers()
    .map(resolverFrom)
    .filter((resolver) => resolver !== null)
    .slice(0, maxResolvers);
  return resolvers.length > 0 ? resolvers : [{ address: '127.0.0.1', port: defaultPort }];
}
