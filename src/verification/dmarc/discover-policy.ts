import type { Resolve } from '../dns/dns-answer.js';
import { DmarcPolicy } from './dmarc-forecast.js';
import type { DmarcPolicies } from './dmarc-record.js';
import type { RecordLookup } from './look-up-record.js';
import { organizationalDomainOf, type TreeWalk, walkTree } from './tree-walk.js';

/** What receivers find out about mail from a domain (RFC 9989, section 4.10.1). */
export interface PolicyDiscovery {
  /** That of the From address. */
  domain: string;
  walk: TreeWalk;
  /** Null when a question had no answer. */
  organizationalDomain: string | null;
  /** Where the record is that counts; null without one. */
  found: RecordLookup | null;
  /** Whether it is known which record and which of its policies counts: false when a question for that had no answer. */
  isKnown: boolean;
  /** That of the record which holds for this domain; null without one, or when it is not known. */
  policy: DmarcPolicy | null;
}

export async function discoverPolicy(domain: string, resolve: Resolve): Promise<PolicyDiscovery> {
  const walk = await walkTree(domain, resolve);
  const organizationalDomain = organizationalDomainOf(walk);
  const own = walk.lookups[0]?.record ? walk.lookups[0] : null;
  const found = own ?? inherited(walk, organizationalDomain);
  const isRecordKnown = own !== null || walk.isComplete;
  const policies = found?.record?.policies ?? null;
  if (!isRecordKnown || policies === null) {
    return { domain, walk, organizationalDomain, found, isKnown: isRecordKnown, policy: null };
  }
  const policy = own ? policies.p : await policyOfSubdomain(domain, policies, resolve);
  return { domain, walk, organizationalDomain, found, isKnown: policy !== null, policy };
}

/** What receivers are asked to do with mail that fails, which in a test (`t=y`) is one level less than the policy. */
export function policyApplied({ policy, found }: PolicyDiscovery): DmarcPolicy | null {
  return policy !== null && found?.record?.isTesting ? oneLevelLess[policy] : policy;
}

const oneLevelLess: Readonly<Record<DmarcPolicy, DmarcPolicy>> = {
  [DmarcPolicy.REJECT]: DmarcPolicy.QUARANTINE,
  [DmarcPolicy.QUARANTINE]: DmarcPolicy.NONE,
  [DmarcPolicy.NONE]: DmarcPolicy.NONE,
};

/** The record of the organizational domain, else that of the public suffix above it. */
function inherited({ lookups }: TreeWalk, organizationalDomain: string | null): RecordLookup | null {
  if (organizationalDomain === null) return null;
  const found = lookups.filter(({ record }) => record !== null);
  const top = found.at(-1);
  return (
    found.find(({ domain }) => domain === organizationalDomain) ?? (top?.record?.isPublicSuffix ? top : null)
  );
}

/** Null when it depends on whether the domain exists, and nobody knows. */
async function policyOfSubdomain(
  domain: string,
  { p, sp, np }: DmarcPolicies,
  resolve: Resolve,
): Promise<DmarcPolicy | null> {
  const ifExists = sp ?? p;
  if (np === null || np === ifExists) return ifExists;
  const answer = await resolve(domain, 'A');
  if (answer.failure !== null) return null;
  // The name that an alias leads to may be missing while that of the alias exists.
  return answer.nameExists || answer.chain.length > 0 ? ifExists : np;
}
