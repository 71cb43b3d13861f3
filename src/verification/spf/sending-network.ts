import { ipv6Groups } from '../network/ipv6-groups.js';
import { type IpAddress, readIpAddress } from './ip-address.js';

/** An address, or a network such as `192.0.2.0/28`. */
export interface SendingNetwork {
  /** As it was given. */
  text: string;
  first: IpAddress;
  /** The same as the first when it is one address. */
  last: IpAddress;
  /** Whether there are others between the two. */
  hasOthers: boolean;
}

/** Null for what is neither. */
export function readSendingNetwork(text: string): SendingNetwork | null {
  const [base = '', length, ...rest] = text.trim().split('/');
  const address = readIpAddress(base);
  if (address === null || rest.length > 0) return null;
  const max = address.family === 'ipv4' ? 32 : 128;
  if (length === undefined) return { text, first: address, last: address, hasOthers: false };
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > max) return null;
  const free = BigInt(max) - BigInt(length);
  const lowest = (numberOf(address) >> free) << free;
  const highest = lowest | ((1n << free) - 1n);
  return {
    text,
    first: addressOf(lowest, address.family),
    last: addressOf(highest, address.family),
    hasOthers: free > 1n,
  };
}

/** Whether an address is one of a network. */
export function isInSendingNetwork(address: IpAddress, { first, last }: SendingNetwork): boolean {
  const number = numberOf(address);
  return address.family === first.family && numberOf(first) <= number && number <= numberOf(last);
}

function numberOf({ family, text }: IpAddress): bigint {
  const [groups, bits] = family === 'ipv4' ? [text.split('.').map(Number), 8n] : [ipv6Groups(text), 16n];
  return groups.reduce((number, group) => (number << bits) | BigInt(group), 0n);
}

function addressOf(number: bigint, family: IpAddress['family']): IpAddress {
  const [count, bits] = family === 'ipv4' ? [4, 8] : [8, 16];
  const groups = Array.from({ length: count }, (_, index) =>
    Number((number >> BigInt(bits * (count - 1 - index))) & BigInt(2 ** bits - 1)),
  );
  if (family === 'ipv4') return { family, text: groups.join('.') };
  const url = new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`);
  return { family, text: url.hostname.slice(1, -1) };
}
