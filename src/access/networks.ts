import ipaddr from 'ipaddr.js';
import { isAddressOrNetwork } from '../formats/network.js';
import { type Problem, Reason } from '../problems/problem.js';

const maxNetworks = 32;
const bitsOfMapping = 96;

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** Networks as they are kept: each one once, with its length; IPv4 in IPv6 as IPv4. */
export function normalNetworks(networks: readonly string[]): string[] {
  return [...new Set(networks.map((text) => textOf(networkFrom(text))))];
}

/** What is wrong with the networks that a key is to be limited to; null is for none. */
export function networksProblems(networks: readonly string[] | null | undefined): Problem[] {
  if (networks == null) return [];
  const path = ['networks'];
  if (networks.length === 0) {
    const message = 'Give at least one network, or null for no limit: with none the key would work nowhere.';
    return [{ path, reason: Reason.REQUIRED, message }];
  }
  if (networks.length > maxNetworks)
    return [{ path, reason: Reason.TOO_LONG, message: `A key can have at most ${maxNetworks} networks.` }];
  return networks.flatMap((text, index) => {
    const message = networkFault(text);
    return message === null ? [] : [{ path: ['networks', `${index}`], reason: Reason.INVALID, message }];
  });
}

/** Looks whether addresses are in one of these networks. What is no address is in none. */
export function createNetworkTest(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.map(networkFrom);
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const found = ipaddr.process(address);
    return parsed.some(([base, length]) => isInside(found, [base, length]));
  };
}

/** Whether each network is inside one of the others; two halves are not taken for a whole. */
export function areWithin(networks: readonly string[], limits: readonly string[]): boolean {
  const outer = limits.map(networkFrom);
  return networks
    .map(networkFrom)
    .every(([address, length]) =>
      outer.some(([base, bits]) => bits <= length && isInside(address, [base, bits])),
    );
}

function networkFault(text: string): string | null {
  if (!isAddressOrNetwork(text))
    return 'This must be an IP address or a network, such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32; not a host name.';
  const [address, length] = parse(text);
  if (isMapped(address) && length < bitsOfMapping)
    return 'This has all of IPv4 and more: give the IPv4 networks by themselves, such as 10.0.0.0/8.';
  const [base, bits] = networkFrom(text);
  const first = firstAddressOf([base, bits]);
  if (first.toString() === base.toString()) return null;
  return `The address goes beyond the length of the network: for all of it that would be ${textOf([first, bits])}, for this address alone leave out the length.`;
}

/** @param text that was found to be one */
function networkFrom(text: string): Network {
  const [address, length] = parse(text);
  return isMapped(address) && length >= bitsOfMapping
    ? [(address as ipaddr.IPv6).toIPv4Address(), length - bitsOfMapping]
    : [address, length];
}

function parse(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isMapped(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();
}

function isInside(address: ipaddr.IPv4 | ipaddr.IPv6, [base, length]: Network): boolean {
  // Of one kind, which the types of the package cannot tell.
  return address.kind() === base.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, length);
}

function firstAddressOf([address, length]: Network): ipaddr.IPv4 | ipaddr.IPv6 {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(Math.max(length - 8 * index, 0), 8);
    return byte & (0xff << (8 - kept));
  });
  return ipaddr.fromByteArray(bytes);
}

function textOf([address, length]: Network): string {
  return `${address.toString()}/${length}`;
}
