import { isIP } from 'node:net';
import type { DnsAnswer, DnsFailed, DnsRecord, Resolve } from '../dns/dns-answer.js';

/** A host with more of them is tried at the first ones. */
const maxAddresses = 20;

/** Where a host is, before anybody judges it. */
export interface HostAddresses {
  /** In the order in which they are to be tried: IPv6 and IPv4 by turns, so that a family that is dead delays little. */
  addresses: readonly string[];
  /** False when DNS says that there is no such name. */
  nameExists: boolean;
  /** Why addresses of one family or of both are not known today. Those of the other may be there. */
  failure: DnsFailed | null;
  /** The aliases on the way to the addresses. */
  chain: readonly DnsRecord<'CNAME'>[];
}

/**
 * Finds the addresses of a host. Never rejects.
 * @param host a name, or an address as `net.isIP` accepts it, one of IPv6 also in brackets. Other spellings of addresses, such as
 *   `127.1` or `0x7f000001`, are names, which DNS does not have
 */
export async function lookUpHost(host: string, resolve: Resolve): Promise<HostAddresses> {
  const address = /^\[(.*:.*)\]$/.exec(host)?.[1] ?? host;
  if (isIP(address) !== 0) return { addresses: [address], nameExists: true, failure: null, chain: [] };
  const [six, four] = await Promise.all([resolve(host, 'AAAA'), resolve(host, 'A')]);
  return {
    addresses: byTurns(addressesOf(six), addressesOf(four)).slice(0, maxAddresses),
    nameExists: ![six, four].some((answer) => answer.failure === null && !answer.nameExists),
    failure: [four, six].find((answer) => answer.failure !== null) ?? null,
    chain: [four, six].flatMap((answer) => (answer.failure === null ? [answer.chain] : []))[0] ?? [],
  };
}

function addressesOf(answer: DnsAnswer<'A' | 'AAAA'>): string[] {
  return answer.failure === null ? answer.records.map(({ address }) => address) : [];
}

function byTurns(first: readonly string[], second: readonly string[]): string[] {
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    ...first.slice(index, index + 1),
    ...second.slice(index, index + 1),
  ]);
  return [...new Set(turns.flat())];
}
