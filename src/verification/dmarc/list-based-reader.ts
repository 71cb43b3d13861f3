import { getDomain } from 'tldts';
import type { Resolve } from '../dns/dns-answer.js';
import type { DmarcPolicy } from './dmarc-forecast.js';
import { lookUpRecord, type RecordLookup } from './look-up-record.js';

/**
 * The organizational domain by the list of public suffixes, as in RFC 7489: the name below the suffix. A domain that is a
 * suffix itself is its own.
 */
export function listedOrganizationalDomain(domain: string): string {
  return (
    getDomain(domain, { allowPrivateDomains: true, extractHostname: false, validateHostname: false }) ??
    domain
  );
}

/** What a receiver makes of a domain that still goes by RFC 7489, section 6.6.3. */
export interface ListReading {
  organizationalDomain: string;
  /** Where the record is that counts; null without one. */
  found: RecordLookup | null;
  policy: DmarcPolicy | null;
}

/** Null when a question had no answer. */
export async function readByList(domain: string, resolve: Resolve): Promise<ListReading | null> {
  const organizationalDomain = listedOrganizationalDomain(domain);
  const own = await lookUpRecord(domain, resolve);
  // Where several stand, such a reader gives up instead of looking further.
  const lookup = own.candidates.length > 0 ? own : await lookUpRecord(organizationalDomain, resolve);
  if (own.failed || lookup.failed) return null;
  const found = lookup.record === null ? null : lookup;
  const policies = found?.record?.policies ?? null;
  const isInherited = lookup.domain !== domain;
  return {
    organizationalDomain,
    found,
    policy: policies === null ? null : ((isInherited ? policies.sp : null) ?? policies.p),
  };
}

export function isAlignedByList(domain: string, from: string, isStrict: boolean): boolean {
  if (isStrict) return domain === from;
  return listedOrganizationalDomain(domain) === listedOrganizationalDomain(from);
}
