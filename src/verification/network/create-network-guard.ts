import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { embeddedIPv4 } from './embedded-ipv4.js';
import type { NetworkGuard } from './network-guard.js';
import { publicIPv6Networks, specialIPv4Networks, specialIPv6Networks } from './special-networks.js';

/**
 * Refuses what is not of the public internet, in every form, and the addresses of this machine, at which a firewall does not
 * stand between it and its own ports.
 * @param allowed addresses, and networks such as `10.0.0.0/8`, that are permitted all the same
 */
export function createNetworkGuard(
  allowed: readonly string[],
  ownAddresses: () => readonly string[] = addressesOfThisMachine,
): NetworkGuard {
  const [allowedIPv4, allowedIPv6] = [4, 6].map((version) =>
    blockListOf(allowed.filter((network) => isIP(network.split('/')[0] ?? '') === version)),
  ) as [BlockList, BlockList];

  function permits(address: string): boolean {
    const version = isIP(address);
    // A zone means something on one machine only, and a list of networks does not look at it.
    if (version === 0 || address.includes('%')) return false;
    if (version === 4) return allowedIPv4.check(address) || isPublicIPv4(address);
    // What leads to IPv4 is as good as that is.
    return (isAllowedIPv6(address) || isPublicIPv6(address)) && embeddedIPv4(address).every(permits);
  }
  // A list of IPv4 knows its addresses in their mapped form. One of IPv6 that has them all is not asked about IPv4.
  const isAllowedIPv6 = (address: string) =>
    allowedIPv4.check(address, 'ipv6') || allowedIPv6.check(address, 'ipv6');
  const isPublicIPv4 = (address: string) => !special.check(address) && !isOwn(address, 'ipv4');
  const isPublicIPv6 = (address: string) =>
    publicIPv6.check(address, 'ipv6') && !special.check(address, 'ipv6') && !isOwn(address, 'ipv6');
  const isOwn = (address: string, family: 'ipv4' | 'ipv6') =>
    blockListOf(ownAddresses()).check(address, family);

  return { permits };
}

const special = blockListOf([...specialIPv4Networks, ...specialIPv6Networks]);
const publicIPv6 = blockListOf(publicIPv6Networks);

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return list;
}

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
}
