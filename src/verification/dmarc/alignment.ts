import type { Resolve } from '../dns/dns-answer.js';
import type { PolicyDiscovery } from './discover-policy.js';
import { organizationalDomainOf, walkTree } from './tree-walk.js';

/**
 * Whether a domain that SPF or DKIM has authenticated may speak for the From address (RFC 9989, sections 4.4 and 4.10.2):
 * it is the same, or, unless the record wants that, of the same organization. Null when a question had no answer.
 */
export async function isAligned(
  domain: string,
  from: Pick<PolicyDiscovery, 'domain' | 'organizationalDomain'>,
  isStrict: boolean,
  resolve: Resolve,
): Promise<boolean | null> {
  if (domain === from.domain) return true;
  if (isStrict) return false;
  if (from.organizationalDomain === null) return null;
  return isOfOrganization(domain, from.organizationalDomain, resolve);
}

/** Null when a question had no answer. */
export async function isOfOrganization(
  domain: string,
  organizationalDomain: string,
  resolve: Resolve,
): Promise<boolean | null> {
  // An organizational domain stands above all that belongs to it, so nothing else need be asked about.
  if (!isWithin(domain, organizationalDomain)) return false;
  const own = organizationalDomainOf(await walkTree(domain, resolve));
  return own === null ? null : own === organizationalDomain;
}

/** Whether a name is a domain or one below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
