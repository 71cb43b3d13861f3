import { FindingSeverity } from '../../check.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { parseSpfRecord } from '../../spf/parse-spf-record.js';
import type { SpfNode } from '../../spf/read-spf-tree.js';
import {
  brokenTermsOf,
  mechanismsOf,
  reachableMechanismsOf,
  redirectOf,
  type SpfMechanism,
  type SpfRecord,
} from '../../spf/spf-record.js';
import { recordAdding, recordWithout } from './edit-record.js';
import { editableRecord, type SpfCase } from './spf-case.js';
import { draft, quoted, type SpfDraft } from './spf-draft.js';

/** What a record says of mail that nothing in it allows. */
export function endFindings(spf: SpfCase): SpfDraft[] {
  return [...allMissing(spf), ...allowsEveryone(spf)];
}

/** The end that counts is that of the record at the end of all redirects. */
function allMissing(spf: SpfCase): SpfDraft[] {
  const end = spf.trees[0] && endOfRedirects(spf.trees[0].root);
  if (end?.search.outcome !== 'found') return [];
  const { record } = end.search;
  if (redirectOf(record) !== null || brokenTermsOf(record).length > 0) return [];
  if (mechanismsOf(record).some(({ name }) => name === 'all')) return [];
  const own = end.domain === spf.domain ? editableRecord(spf) : null;
  return [
    draft({
      ...{ code: FindingCode.SPF_ALL_MISSING, severity: FindingSeverity.WARN, host: end.domain },
      message: `The SPF record of ${printableText(end.domain)} does not end in \`all\`, so it says nothing about mail from other addresses: anybody can send in this name.`,
      ...{ expected: ['~all'], observed: [record.text] },
      proposals: [own && recordAdding(own, ['~all'], null)],
      advice:
        'Add `~all` (treat other mail as suspicious), or `-all` (reject it) once you know all that sends.',
    }),
  ];
}

function endOfRedirects(root: SpfNode): SpfNode {
  let node = root;
  for (const seen = new Set<SpfNode>(); !seen.has(node); ) {
    seen.add(node);
    const last = node.costs.at(-1);
    if (last?.target && /^redirect=/i.test(last.term)) node = last.target;
  }
  return node;
}

/** By a record that counts, or by one that it includes. */
function allowsEveryone(spf: SpfCase): SpfDraft[] {
  const nodes = spf.trees.flatMap(({ root }) => nodesThatAllow(root));
  return [...new Map(nodes.map((node) => [node.domain, node])).values()].flatMap((node) => {
    if (node.search.outcome !== 'found') return [];
    const record = node.search.record;
    const terms = reachableMechanismsOf(record)
      .filter(matchesEverything)
      .map(({ text }) => text);
    if (terms.length === 0) return [];
    // Without the addresses that send, nobody can tell what to allow instead.
    const own = node.domain === spf.domain && spf.senders.length > 0 ? editableRecord(spf) : null;
    const list = quoted(...terms);
    return [
      draft({
        ...{ code: FindingCode.SPF_ALLOWS_EVERYONE, severity: FindingSeverity.WARN, host: node.domain },
        message: `The SPF record of ${printableText(node.domain)} allows mail from everywhere (${list}), so anybody can send in the name of ${printableText(spf.domain)}. Receivers may trust no such record.`,
        ...{ expected: ['~all'], observed: terms },
        proposals: [own && withEnd(own, terms)],
        advice: `Replace ${list} by \`~all\`.`,
      }),
    ];
  });
}

/** Takes out what allows everybody, and ends in `~all`. */
function withEnd(record: SpfRecord, terms: readonly string[]): string {
  const kept = parseSpfRecord(recordWithout(record, terms));
  return recordAdding(kept, ['~all'], null);
}

/** The records of which a match is a match of the whole. */
function nodesThatAllow(node: SpfNode): SpfNode[] {
  const followed = node.costs
    .filter(({ term }) => !/^[-~?]/.test(term))
    .flatMap(({ target }) => target ?? []);
  return [node, ...followed.flatMap(nodesThatAllow)];
}

function matchesEverything(mechanism: SpfMechanism): boolean {
  if (mechanism.qualifier !== '+') return false;
  if (mechanism.name === 'all') return true;
  return 'prefixLength' in mechanism && mechanism.prefixLength === 0;
}
