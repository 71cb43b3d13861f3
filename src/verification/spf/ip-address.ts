import { isIP } from 'node:net';
import { ipv6Groups } from '../network/ipv6-groups.js';

/** An address that mail comes from, as SPF sees it. */
export interface IpAddress {
  family: 'ipv4' | 'ipv6';
  /** Of an IPv4 address in the form of IPv6 (`::ffff:192.0.2.1`), the IPv4 address. */
  text: string;
}

/** Null for what is no address. Zones (`fe80::1%eth0`) are refused: they mean something on one machine only. */
export function readIpAddress(text: string): IpAddress | null {
  if (text.includes('%')) return null;
  switch (isIP(text)) {
    case 4:
      return { family: 'ipv4', text };
    case 6:
      return unmapped(text);
    default:
      return null;
  }
}

/** Whether the first bits of both are the same. An address is never in a network of the other family. */
export function isInNetwork(address: IpAddress, network: string, prefixLength: number): boolean {
  if (isIP(network) !== (address.family === 'ipv4' ? 4 : 6)) return false;
  const width = address.family === 'ipv4' ? 8 : 16;
  const numbers = numbersOf(network);
  return numbersOf(address.text).every((number, index) => {
    const freeBits = width - Math.min(Math.max(prefixLength - index * width, 0), width);
    return number >> freeBits === (numbers[index] ?? 0) >> freeBits;
  });
}

function numbersOf(address: string): number[] {
  return address.includes(':') ? ipv6Groups(address) : address.split('.').map(Number);
}

/** The value of the macro letter `i` (RFC 7208, section 7.3): four numbers, or 32 digits of 4 bits each. */
export function dottedAddress({ family, text }: IpAddress): string {
  if (family === 'ipv4') return text;
  const digits = ipv6Groups(text).map((group) => group.toString(16).padStart(4, '0'));
  return digits.join('').split('').join('.');
}

/** The name whose PTR records are the names of an address. */
export function reverseName(address: IpAddress): string {
  const zone = address.family === 'ipv4' ? 'in-addr.arpa' : 'ip6.arpa';
  return [...dottedAddress(address).split('.').reverse(), zone].join('.');
}

function unmapped(text: string): IpAddress {
  const groups = ipv6Groups(text);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!isMapped) return { family: 'ipv6', text };
  return { family: 'ipv4', text: [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.') };
}
