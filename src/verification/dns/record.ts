import { SocketAddress } from 'node:net';
import type { Answer } from 'dns-packet';
import type { DnsRecord } from './dns-answer.js';

const maxTtlSeconds = 2 ** 31 - 1;

/** A record of the types that checks ask for; null for any other. */
export function recordFrom(answer: Answer): DnsRecord | null {
  if (answer.type === 'OPT' || answer.class !== 'IN') return null;
  const { ttl = 0 } = answer;
  // Above 31 bits it counts as zero (RFC 2181, section 8).
  const common = { name: nameFrom(answer.name), ttlSeconds: ttl > maxTtlSeconds ? 0 : ttl };
  switch (answer.type) {
    case 'A':
      return { ...common, type: 'A', address: answer.data };
    case 'AAAA':
      // In the one form of RFC 5952, so that equal addresses are equal texts.
      return { ...common, type: 'AAAA', address: canonicalIPv6(answer.data) };
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { ...common, type: answer.type, target: nameFrom(answer.data) };
    case 'MX': {
      const { preference = 0, exchange } = answer.data;
      return { ...common, type: 'MX', preference, exchange: nameFrom(exchange) };
    }
    case 'TXT':
      return { ...common, type: 'TXT', strings: [answer.data].flat().map((text) => text.toString('latin1')) };
    default:
      return null;
  }
}

function canonicalIPv6(address: string): string {
  return new SocketAddress({ family: 'ipv6', address }).address;
}

/** dns-packet gives the root as a dot. */
function nameFrom(name: string): string {
  return name === '.' ? '' : name;
}
