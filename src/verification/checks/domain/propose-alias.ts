import type { Resolve } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import { printableText } from '../../printable-text.js';
import { remediationOf } from '../../remediation.js';

const others = ['NS', 'MX', 'TXT'] as const;

/** What to publish so that a name leads to its target. Nothing can stand beside an alias, so what is there is named. */
export async function proposeAlias(
  host: string,
  target: string,
  resolve: Resolve,
): Promise<Pick<Finding, 'expected' | 'remediation'>> {
  const name = printableText(host);
  const found = await Promise.all(
    others.map(async (type) => ((await isThere(host, type, resolve)) ? [type] : [])),
  );
  const types = found.flat();
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

/** Whether a record stands at the name itself. Nothing but a remark depends on it, so no answer is none. */
async function isThere(host: string, type: (typeof others)[number], resolve: Resolve): Promise<boolean> {
  const answer = await resolve(host, type);
  return answer.failure === null && answer.chain.length === 0 && answer.records.length > 0;
}
