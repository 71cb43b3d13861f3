import type { DnsRecord } from './dns/dns-answer.js';
import { nameKey } from './dns/domain-name.js';

/** Whether aliases lead back to one of their own. The answer to such a question ends where the circle closes. */
export function isAliasLoop(chain: readonly DnsRecord<'CNAME'>[]): boolean {
  const last = chain.at(-1);
  return last !== undefined && chain.some(({ name }) => nameKey(name) === nameKey(last.target));
}
