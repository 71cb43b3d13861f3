import type { DnsFailed, DnsRecord, Resolve } from '../dns/dns-answer.js';
import { nameKey } from '../dns/domain-name.js';
import { isDomainName } from './domain-name.js';
import { isSpfRecord, parseSpfRecord } from './parse-spf-record.js';
import type { SpfRecord } from './spf-record.js';

/** What stands at a name (RFC 7208, section 4.5). */
export type SpfRecordSearch = { domain: string } & (
  | { outcome: 'found'; record: SpfRecord; chain: readonly DnsRecord<'CNAME'>[] }
  | { outcome: 'several'; texts: readonly string[]; chain: readonly DnsRecord<'CNAME'>[] }
  /** With the other TXT records, whose strings are joined. */
  | { outcome: 'none'; nameExists: boolean; texts: readonly string[]; chain: readonly DnsRecord<'CNAME'>[] }
  | { outcome: 'failed'; failed: DnsFailed }
);

export type FindSpfRecord = (domain: string) => Promise<SpfRecordSearch>;

/** Finds records; each name is asked about and its record read once. */
export function spfRecordFinder(resolve: Resolve): FindSpfRecord {
  const searches = new Map<string, Promise<SpfRecordSearch>>();
  return (domain) => {
    const key = nameKey(domain);
    const search = searches.get(key) ?? findSpfRecord(domain, resolve);
    searches.set(key, search);
    return search;
  };
}

async function findSpfRecord(domain: string, resolve: Resolve): Promise<SpfRecordSearch> {
  if (!isDomainName(domain)) return { domain, outcome: 'none', nameExists: false, texts: [], chain: [] };
  const answer = await resolve(domain, 'TXT');
  if (answer.failure !== null) return { domain, outcome: 'failed', failed: answer };
  const { chain, nameExists } = answer;
  const texts = answer.records.map(({ strings }) => strings.join(''));
  const [text, ...others] = texts.filter(isSpfRecord);
  if (text === undefined) return { domain, outcome: 'none', nameExists, texts, chain };
  if (others.length > 0) return { domain, outcome: 'several', texts: [text, ...others], chain };
  return { domain, outcome: 'found', record: parseSpfRecord(text), chain };
}
