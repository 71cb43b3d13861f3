import type { Resolve } from '../dns/dns-answer.js';
import { isSameName } from './domain-name.js';
import { type DomainSpec, hasMacro } from './domain-spec.js';
import { expandDomainSpec, type SpfMacroValues } from './expand-domain-spec.js';
import type { FindSpfRecord, SpfRecordSearch } from './find-spf-record.js';
import { effectiveRedirectOf, onceForRecord, reachableMechanismsOf } from './spf-record.js';
import type { SpfFailedQuestion } from './spf-trace.js';
import { preferredName, validatedNamesOf } from './validated-names.js';

/** Counting stops above: a receiver stopped long before, and records that include themselves never end. */
export const maxCountedLookups = 30;

/** All that a receiver reads for whom nothing matches: each record, with those that it includes or redirects to. */
export interface SpfTree {
  root: SpfNode;
  /** Every record that was read, the root first. */
  nodes: readonly SpfNode[];
  /** What it costs, up to `maxCountedLookups` and one more; null when that could not be found out. */
  lookups: number | null;
  /** Questions that failed, so that something may be missing. */
  failures: readonly SpfFailedQuestion[];
}

export interface SpfNode {
  domain: string;
  search: SpfRecordSearch;
  /** Terms that cost a look-up, in their order. */
  costs: SpfCost[];
  /** Its record is being read already: it includes itself, through others perhaps. */
  isLoop: boolean;
}

export interface SpfCost {
  term: string;
  /** Its own look-up and those of all that it leads to. */
  lookups: number;
  /** What it leads to; null for terms that lead to no record, and for names that depend on what is not known. */
  target: SpfNode | null;
}

/** @param values `address` is null when nobody knows it: names that depend on it are not followed then */
export async function readSpfTree(
  values: Omit<SpfMacroValues, 'address'> & { address: SpfMacroValues['address'] | null },
  resolve: Resolve,
  findRecord: FindSpfRecord,
): Promise<SpfTree> {
  const nodes: SpfNode[] = [];
  const failures: SpfFailedQuestion[] = [];
  let counted = 0;
  let isUnknown = false;

  const visit = async (domain: string, ancestors: readonly SpfNode[]): Promise<SpfNode> => {
    const search = await findRecord(domain);
    const isLoop = ancestors.some((ancestor) => isAgain(ancestor, domain, search, ancestors.length));
    const node: SpfNode = { domain, search, costs: [], isLoop };
    nodes.push(node);
    if (search.outcome === 'failed')
      failures.push({ host: domain, recordType: 'TXT', failed: search.failed });
    if (search.outcome !== 'found') return node;
    for (const { text, follows } of costingTermsOf(search.record)) {
      if (counted > maxCountedLookups) break;
      const before = counted++;
      const target = follows === null ? null : await expand(follows, domain);
      const found = target === null ? null : await visit(target, [...ancestors, node]);
      node.costs.push({ term: text, lookups: counted - before, target: found });
    }
    return node;
  };

  const expand = async (spec: DomainSpec, domain: string): Promise<string | null> => {
    const { address } = values;
    if (address !== null) {
      return expandDomainSpec(spec, { ...values, address, domain }, async () => {
        const found = await validatedNamesOf(address, resolve);
        failures.push(...found.failures);
        return preferredName(found.names, domain);
      });
    }
    if (!hasMacro(spec, 'ipv')) {
      const nobody = { family: 'ipv4', text: '0.0.0.0' } as const;
      return expandDomainSpec(spec, { ...values, address: nobody, domain }, async () => 'unknown');
    }
    isUnknown = true;
    return null;
  };

  const root = await visit(values.domain, []);
  const isKnown = counted > maxCountedLookups || (!isUnknown && failures.length === 0);
  return { root, nodes, lookups: isKnown ? counted : null, failures };
}

/** A name that grows each time is told by its record, which stays, when no sensible depth is left. */
function isAgain(ancestor: SpfNode, domain: string, search: SpfRecordSearch, depth: number): boolean {
  if (search.outcome !== 'found') return false;
  if (isSameName(ancestor.domain, domain)) return true;
  return (
    depth > 10 && ancestor.search.outcome === 'found' && ancestor.search.record.text === search.record.text
  );
}

interface CostingTerm {
  text: string;
  /** The name of the record that it leads to. */
  follows: DomainSpec | null;
}

/** In their order; of very many the first, as counting stops at them. */
const costingTermsOf = onceForRecord((record): readonly CostingTerm[] => {
  const terms: CostingTerm[] = [];
  for (const mechanism of reachableMechanismsOf(record)) {
    if (terms.length > maxCountedLookups) return terms;
    switch (mechanism.name) {
      case 'include':
        terms.push({ text: mechanism.text, follows: mechanism.target });
        break;
      case 'a':
      case 'mx':
      case 'ptr':
      case 'exists':
        terms.push({ text: mechanism.text, follows: null });
        break;
    }
  }
  const redirect = effectiveRedirectOf(record);
  return redirect === null ? terms : [...terms, { text: redirect.text, follows: redirect.value }];
});
