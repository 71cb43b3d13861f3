import type { DomainCheckKind, DomainFacts } from '../check-result.js';
import type { DnsRecord, Resolve } from '../dns/dns-answer.js';
import { nameKey } from '../dns/domain-name.js';
import { domainOfAddress } from '../domain-of-address.js';
import type { VerificationSubject } from '../expectations.js';
import { printableText } from '../printable-text.js';
import { checkAlias } from './domain/check-alias.js';
import { checkEnd } from './domain/check-end.js';
import { domainPurposes } from './domain/domain-purpose.js';
import { type FoundHost, lookUpHost } from './domain/look-up-host.js';

/** Follows one of the three host names to its addresses, and compares the way with where it is expected to lead. */
export async function checkDomain(
  kind: DomainCheckKind,
  subject: VerificationSubject,
  resolve: Resolve,
): Promise<DomainFacts> {
  const { hostOf, targetOf } = domainPurposes[kind];
  const host = hostOf(subject);
  const expected = targetOf(subject);
  const target = expected === null ? null : domainOfAddress(expected);
  const found = await lookUpHost(host, resolve);
  const domain = { kind, host, found, resolve };
  // A name that is the target itself has no alias to show.
  const isFree = target === null || nameKey(target) === nameKey(host);
  const findings = isFree ? await checkEnd(domain) : await checkAlias(domain, target);
  return { kind, host: printableText(host), findings, chain: chainOf(found) };
}

/** Of aliases, and of addresses. Resolvers that people use give up long before. */
const maxRecords = 50;

function chainOf({ chain, addresses }: FoundHost): DnsRecord[] {
  return [
    ...chain
      .slice(0, maxRecords)
      .map((alias) => ({ ...alias, name: printableText(alias.name), target: printableText(alias.target) })),
    ...addresses.slice(0, maxRecords).map((record) => ({ ...record, name: printableText(record.name) })),
  ];
}
