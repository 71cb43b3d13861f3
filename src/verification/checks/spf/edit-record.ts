import { parseTerm } from '../../spf/parse-term.js';
import type { SendingNetwork } from '../../spf/sending-network.js';
import type { SpfRecord } from '../../spf/spf-record.js';

/** The text of a record with these terms; the same one twice says nothing more. */
export function recordWith(terms: readonly string[]): string {
  const first = new Map(terms.toReversed().map((term) => [term.toLowerCase(), term]));
  const kept = [...new Set(terms.map((term) => first.get(term.toLowerCase()) ?? term))];
  return ['v=spf1', ...kept].join(' ');
}

export function textsOf({ terms }: SpfRecord): string[] {
  return terms.map(({ text }) => text);
}

export function recordWithout(record: SpfRecord, removed: readonly string[]): string {
  const without = new Set(removed);
  return recordWith(textsOf(record).filter((text) => !without.has(text)));
}

export function recordReplacing(record: SpfRecord, term: string, texts: readonly string[]): string {
  return recordWith(textsOf(record).flatMap((text) => (text === term ? texts : [text])));
}

/** Puts terms before the one that decides, so that they are reached; without one before what ends the record. */
export function recordAdding(record: SpfRecord, added: readonly string[], decider: string | null): string {
  const texts = textsOf(record);
  const place = decider === null ? -1 : texts.indexOf(decider);
  const at = place < 0 ? endOf(texts) : Math.min(place, endOf(texts));
  return recordWith(texts.toSpliced(at, 0, ...added));
}

/** Where mechanisms end: before `all`, or else after the last of them. */
function endOf(texts: readonly string[]): number {
  const terms = texts.map(parseTerm);
  const all = terms.findIndex((term) => term.kind === 'mechanism' && term.name === 'all');
  return all < 0 ? terms.findLastIndex(({ kind }) => kind !== 'modifier') + 1 : all;
}

/** The term that allows an address or a network. */
export function termAllowing({ text, first }: SendingNetwork): string {
  return `${first.family === 'ipv4' ? 'ip4' : 'ip6'}:${text.includes('/') ? text : first.text}`;
}
