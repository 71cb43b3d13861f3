import type { DnsFailed, DnsRecord, Resolve } from '../dns/dns-answer.js';
import { type DmarcRecord, isDmarcText, parseDmarcRecord } from './dmarc-record.js';

/** What stands at `_dmarc` below one domain. */
export interface RecordLookup {
  domain: string;
  /** The name that was asked: `_dmarc.` and the domain. */
  host: string;
  failed: DnsFailed | null;
  /** Every text there, whatever it is for. */
  texts: readonly OwnedText[];
  /** The only valid record; null when there is none, or several, which receivers discard. */
  record: DmarcRecord | null;
  /** The texts that say that they are a DMARC record. */
  candidates: readonly OwnedText[];
  /** Whether the name leads elsewhere and holds a text of its own as well, so that receivers see the one or the other. */
  hasAliasBesideText: boolean;
}

export interface OwnedText {
  /** The name at which it stands: that which was asked, or one that its aliases lead to. */
  owner: string;
  text: string;
}

export async function lookUpRecord(domain: string, resolve: Resolve): Promise<RecordLookup> {
  const host = `_dmarc.${domain}`;
  const answer = await resolve(host, 'TXT');
  if (answer.failure !== null) {
    return {
      ...{ domain, host, failed: answer, texts: [], record: null, candidates: [] },
      hasAliasBesideText: false,
    };
  }
  const texts = answer.records.map(textOf);
  const atHost = texts.filter(({ owner }) => isSameName(owner, host));
  const hasAliasBesideText =
    atHost.length > 0 &&
    (atHost.length < texts.length || answer.chain.some(({ name }) => isSameName(name, host)));
  // Where both stand there, nobody sees both.
  const groups = hasAliasBesideText ? [atHost, texts.filter((text) => !atHost.includes(text))] : [texts];
  const candidates =
    groups.map((group) => group.filter(({ text }) => isDmarcText(text))).find(({ length }) => length > 0) ??
    [];
  const [only, ...others] = candidates;
  return {
    domain,
    host,
    failed: null,
    texts,
    record: only === undefined || others.length > 0 ? null : parseDmarcRecord(only.text),
    candidates,
    hasAliasBesideText,
  };
}

/** The strings of a text are joined with nothing between (RFC 9989, section 4.5). */
function textOf({ name, strings }: DnsRecord<'TXT'>): OwnedText {
  return { owner: name, text: strings.join('') };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
