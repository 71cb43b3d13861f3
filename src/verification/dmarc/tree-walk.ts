import type { Resolve } from '../dns/dns-answer.js';
import { lookUpRecord, type RecordLookup } from './look-up-record.js';

/** From eight labels on, the second question is already about a name of seven. */
const maxLabelsAfterFirst = 7;

/** The questions of RFC 9989, section 4.10: first the domain, then the names above it; eight at most. */
export interface TreeWalk {
  domain: string;
  lookups: readonly RecordLookup[];
  /** Whether each question had an answer. The first that has none ends the walk. */
  isComplete: boolean;
}

export async function walkTree(domain: string, resolve: Resolve): Promise<TreeWalk> {
  const lookups: RecordLookup[] = [];
  for (const name of namesOfWalk(domain)) {
    const lookup = await lookUpRecord(name, resolve);
    lookups.push(lookup);
    if (lookup.failed) return { domain, lookups, isComplete: false };
    if (lookup.record !== null && lookup.record.isPublicSuffix !== null) break;
  }
  return { domain, lookups, isComplete: true };
}

/** The names that a walk asks about, unless a record stops it. */
export function namesOfWalk(domain: string): string[] {
  const labels = domain.split('.');
  const above = labels.slice(1).slice(-maxLabelsAfterFirst);
  return [domain, ...above.map((_, index) => above.slice(index).join('.'))];
}

/** By RFC 9989, section 4.10.2; null when the walk was not completed, so that nobody knows. */
export function organizationalDomainOf({ domain, lookups, isComplete }: TreeWalk): string | null {
  if (!isComplete) return null;
  const found = lookups.filter(({ record }) => record !== null);
  // Only the last can say anything about public suffixes, as that ended the walk.
  const top = found.at(-1);
  if (top === undefined) return domain;
  if (top.record?.isPublicSuffix && top.domain !== domain) return nameBelow(top.domain, domain);
  return top.domain;
}

/** The name that is one label longer than a domain, on the way to a name below it. */
function nameBelow(domain: string, name: string): string {
  const count = domain.split('.').length + 1;
  return name.split('.').slice(-count).join('.');
}
