import { FindingSeverity } from '../../check.js';
import type { DnsFound, DnsRecord, Resolve } from '../../dns/dns-answer.js';
import { nameKey } from '../../dns/domain-name.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { remediationOf, stringsOf } from '../../remediation.js';
import { isSameName } from '../../spf/domain-name.js';
import { isSpfRecord } from '../../spf/parse-spf-record.js';
import type { SpfDraft } from './spf-draft.js';

const maxRounds = 8;

export interface SpfPlace {
  domain: string;
  /** Where its records stand: elsewhere if it is an alias. */
  host: string;
}

/**
 * Turns drafts into findings. Proposals are tried as if they were published, one upon the other, so that one record comes
 * out that mends all that can be mended; a finding has a remediation when it is gone with that record.
 */
export async function proveProposals(
  drafts: readonly SpfDraft[],
  { domain, host }: SpfPlace,
  resolve: Resolve,
  measure: (resolve: Resolve) => Promise<SpfDraft[]>,
): Promise<Finding[]> {
  const tried = new Set<string>();
  let record: string | null = null;
  const done: string[] = [];
  let left = drafts;
  for (let round = 0; round < maxRounds; round++) {
    const better = await firstBetter(left, tried, (proposal) =>
      measure(publishing(resolve, domain, proposal)),
    );
    if (better === null) break;
    done.push(better.draft.advice);
    [record, left] = [better.proposal, better.left];
  }
  const keys = new Set(left.map(keyOf));
  const rest = left.filter(
    ({ severity, code }) => severity === FindingSeverity.FAIL || code === FindingCode.SPF_TOO_MANY_LOOKUPS,
  );
  const remarks = [
    ...(isSameName(host, domain)
      ? []
      : [`${printableText(domain)} is an alias of ${printableText(host)}, so it is published there.`]),
    ...(rest[0] ? [`This is left then: ${rest[0].message}`] : []),
  ];
  const summary = [...done, ...remarks].join(' ');
  return drafts.map(({ proposals: _, advice: __, ...finding }) => {
    const isMended =
      record !== null && !keys.has(keyOf(finding)) && finding.severity !== FindingSeverity.INFO;
    if (record === null || !isMended) return { ...finding, remediation: null };
    const expected = finding.expected.length > 0 ? finding.expected : [printableText(record)];
    const remediation = remediationOf({ summary, host, recordType: 'TXT', value: record });
    return { ...finding, expected, remediation };
  });
}

interface Better {
  draft: SpfDraft;
  proposal: string;
  left: readonly SpfDraft[];
}

/** Of the first draft that has any, the proposal that mends it and leaves the least. */
async function firstBetter(
  drafts: readonly SpfDraft[],
  tried: Set<string>,
  measure: (proposal: string) => Promise<SpfDraft[]>,
): Promise<Better | null> {
  for (const draft of drafts) {
    const better: Better[] = [];
    for (const proposal of draft.proposals) {
      if (tried.has(proposal) || /[^\x20-\x7e]/.test(proposal)) continue;
      tried.add(proposal);
      const left = await measure(proposal);
      const isMended = !left.some((other) => keyOf(other) === keyOf(draft));
      if (isMended && !left.some(({ severity }) => severity === FindingSeverity.ERROR))
        better.push({ draft, proposal, left });
    }
    const [best] = better.toSorted((one, other) => badnessOf(one) - badnessOf(other));
    if (best) return best;
  }
  return null;
}

/** How bad it is: first by faults without a way out, then by all that is found. */
function badnessOf({ left }: Better): number {
  const isStuck = ({ severity, proposals }: SpfDraft) =>
    severity === FindingSeverity.FAIL && proposals.length === 0;
  return left.filter(isStuck).length * 1_000 + left.length;
}

/** Two findings with one key are about the same thing, before and after a change of the record. */
function keyOf({ code, host, recordType }: Pick<Finding, 'code' | 'host' | 'recordType'>): string {
  return JSON.stringify([code, host && nameKey(host), recordType]);
}

/** Answers as if a record stood in place of all SPF records of a domain. */
function publishing(resolve: Resolve, domain: string, text: string): Resolve {
  return async (name, type) => {
    const answer = await resolve(name, type);
    if (type !== 'TXT' || !isSameName(name, domain) || answer.failure !== null) return answer;
    const { chain, records } = answer as DnsFound<'TXT'>;
    const others = records.filter(({ strings }) => !isSpfRecord(strings.join('')));
    const published: DnsRecord<'TXT'> = { type: 'TXT', name, ttlSeconds: 0, strings: stringsOf(text) };
    const changed: DnsFound<'TXT'> = {
      failure: null,
      nameExists: true,
      chain,
      records: [...others, published],
    };
    return changed as DnsFound<typeof type>;
  };
}
