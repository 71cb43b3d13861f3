import type { DnsFound, DnsRecord, Resolve } from '../../dns/dns-answer.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import type { Finding } from '../../finding.js';
import { isAliasLoop } from '../../is-alias-loop.js';

export interface FoundHost {
  exists: boolean;
  chain: readonly DnsRecord<'CNAME'>[];
  isLoop: boolean;
  addresses: readonly (DnsRecord<'A'> | DnsRecord<'AAAA'>)[];
  /** Of questions without an answer. When there are any, what is not here may still exist. */
  failures: readonly Finding[];
}

/** Where a name leads, and the addresses at the end. */
export async function lookUpHost(host: string, resolve: Resolve): Promise<FoundHost> {
  const [ipv4, ipv6] = await Promise.all([resolve(host, 'A'), resolve(host, 'AAAA')]);
  const failures: Finding[] = [];
  if (ipv4.failure !== null) failures.push(dnsFailureFinding(ipv4, host, 'A'));
  if (ipv6.failure !== null) failures.push(dnsFailureFinding(ipv6, host, 'AAAA'));
  const found: DnsFound[] = [ipv4, ipv6].flatMap((answer) => (answer.failure === null ? [answer] : []));
  const [chain = []] = found.map((answer) => answer.chain).sort((one, other) => other.length - one.length);
  return {
    // When the target of an alias does not exist, the answer says so of the target.
    exists: chain.length > 0 || found.some(({ nameExists }) => nameExists),
    chain,
    isLoop: isAliasLoop(chain),
    addresses: [
      ...(ipv4.failure === null ? ipv4.records : []),
      ...(ipv6.failure === null ? ipv6.records : []),
    ],
    failures,
  };
}
