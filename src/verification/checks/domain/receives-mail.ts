import { FindingSeverity } from '../../check.js';
import type { Resolve } from '../../dns/dns-answer.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import type { Finding } from '../../finding.js';
import { lookUpHost } from './look-up-host.js';

/** As many as senders look through. */
const maxExchanges = 10;

/** Whether a domain has an MX record whose host has an address; what failed on the way is told. */
export async function receivesMail(
  domain: string,
  resolve: Resolve,
): Promise<{ isReceived: boolean; failures: readonly Finding[] }> {
  const answer = await resolve(domain, 'MX');
  if (answer.failure !== null)
    return { isReceived: false, failures: [dnsFailureFinding(answer, domain, 'MX')] };
  const exchanges = answer.records
    .toSorted((one, other) => one.preference - other.preference)
    // A domain that takes no mail says so by the root as its MX: RFC 7505.
    .filter(({ exchange }) => exchange !== '')
    .slice(0, maxExchanges);
  const failures: Finding[] = [];
  for (const { exchange } of exchanges) {
    const host = await lookUpHost(exchange, resolve);
    failures.push(...host.failures);
    if (host.addresses.length > 0) return { isReceived: true, failures: failures.map(asWarning) };
  }
  return { isReceived: false, failures };
}

/** Of what has not decided anything. */
function asWarning(finding: Finding): Finding {
  return { ...finding, severity: FindingSeverity.WARN };
}
