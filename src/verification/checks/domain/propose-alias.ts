import type { DnsAnswer, DnsRecord, RecordType, Resolve } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import { printableText } from '../../printable-text.js';
import { remediationOf } from '../../remediation.js';
import { isNameAsText } from './name-as-text.js';

/** What to publish so that a name leads to its target. Nothing can stand beside an alias, so what is there is named. */
export async function proposeAlias(
  host: string,
  target: string,
  resolve: Resolve,
): Promise<Pick<Finding, 'expected' | 'remediation'>> {
  const name = printableText(host);
  const types = await otherTypes(host, target, resolve);
  const summary = `Publish an alias (CNAME) at ${name} that leads to ${target}, in place of what is there.`;
  return {
    expected: [target],
    remediation: remediationOf({
      summary: `${summary}${obstacle(name, types)}`,
      host,
      recordType: 'CNAME',
      value: target,
    }),
  };
}

function obstacle(name: string, types: readonly string[]): string {
  if (types.length === 0) return '';
  const there = `${name} has other records (${types.join(', ')}), and there can be none beside an alias`;
  return types.includes('NS')
    ? ` But ${there}; at the top of a domain, as here, they have to stay. Use a name below it, or what your DNS provider offers instead, called ALIAS, ANAME or flattening.`
    : ` But ${there}: move them, or use another name.`;
}

/**
 * Of the records at the name itself that are there for something else, unlike the name of the target in a text. Nothing but a
 * remark depends on them, so no answer is none.
 */
async function otherTypes(host: string, target: string, resolve: Resolve): Promise<string[]> {
  const [ns, mx, txt] = await Promise.all([resolve(host, 'NS'), resolve(host, 'MX'), resolve(host, 'TXT')]);
  const others = {
    NS: recordsAt(ns),
    MX: recordsAt(mx),
    TXT: recordsAt(txt).filter(({ strings }) => !isNameAsText(strings.join(''), target)),
  };
  return Object.entries(others).flatMap(([type, records]) => (records.length > 0 ? [type] : []));
}

function recordsAt<T extends RecordType>(answer: DnsAnswer<T>): readonly DnsRecord<T>[] {
  return answer.failure === null && answer.chain.length === 0 ? answer.records : [];
}
