import { DnsFailure } from '../../verification/dns/dns-answer.js';
import type { DnsClient } from '../../verification/dns/dns-client.js';

/** Failures that say that nothing could be found out now, whatever was asked. */
const down: ReadonlySet<DnsFailure | null> = new Set([
  DnsFailure.TIMEOUT,
  DnsFailure.UNREACHABLE,
  DnsFailure.SERVER_FAILURE,
  DnsFailure.DEADLINE,
]);
const milliseconds = 5_000;

/** Whether DNS can be asked at all: asks for the name servers of the root, which every resolver knows or can find out. */
export async function isResolverUp(client: Pick<DnsClient, 'ask'>): Promise<boolean> {
  const { failure } = await client.ask('', 'NS', AbortSignal.timeout(milliseconds));
  return !down.has(failure);
}
