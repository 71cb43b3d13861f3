import type { DnsFound, DnsRecord } from './dns-answer.js';
import { nameKey } from './domain-name.js';
import type { Question } from './query.js';
import { recordFrom } from './record.js';
import { type Reply, ResponseCode } from './reply.js';

/** What a reply says about the name that was asked, and about those that its aliases lead to. All else does not count. */
export function foundAnswer({ name, type }: Question, reply: Reply): DnsFound {
  const records = reply.answers.map(recordFrom).filter((record) => record !== null);
  const chain = type === 'CNAME' ? [] : chainFrom(name, records);
  const names = new Set([name, ...chain.map(({ target }) => target)].map(nameKey));
  return {
    failure: null,
    nameExists: reply.code !== ResponseCode.NAME_ERROR,
    records: records.filter((record) => record.type === type && names.has(nameKey(record.name))),
    chain,
  };
}

function chainFrom(name: string, records: readonly DnsRecord[]): DnsRecord<'CNAME'>[] {
  const aliases = new Map<string, DnsRecord<'CNAME'>>();
  for (const record of records)
    if (record.type === 'CNAME' && !aliases.has(nameKey(record.name)))
      aliases.set(nameKey(record.name), record);
  const chain: DnsRecord<'CNAME'>[] = [];
  let alias = aliases.get(nameKey(name));
  while (alias) {
    chain.push(alias);
    // So that a loop ends.
    aliases.delete(nameKey(alias.name));
    alias = aliases.get(nameKey(alias.target));
  }
  return chain;
}
