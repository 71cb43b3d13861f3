import { parseTerm } from './parse-term.js';
import type { SpfRecord, SpfTerm } from './spf-record.js';

/** A record is exactly `v=spf1`, in capitals or not, and then a space or the end (RFC 7208, section 4.5). */
export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** With so many broken terms a record is read no further. */
const maxBrokenTerms = 1_000;

/** Reads all terms, also those after one that is broken. */
export function parseSpfRecord(text: string): SpfRecord {
  const words = text.split(' ').filter((word) => word !== '');
  const terms: SpfTerm[] = [];
  let broken = 0;
  for (const word of words.slice(1)) {
    if (broken === maxBrokenTerms) break;
    const term = parseTerm(word);
    if (term.kind === 'broken') broken++;
    terms.push(term);
  }
  return { text, terms: withoutSecondOnes(terms) };
}

/** `redirect` and `exp` may stand once (RFC 7208, section 6). */
function withoutSecondOnes(terms: readonly SpfTerm[]): SpfTerm[] {
  const seen = new Set<string>();
  return terms.map((term) => {
    if (term.kind !== 'modifier' || !['redirect', 'exp'].includes(term.name)) return term;
    if (!seen.has(term.name)) {
      seen.add(term.name);
      return term;
    }
    const reason = `stands beside another \`${term.name}=\`, and one is allowed`;
    return { kind: 'broken', text: term.text, reason };
  });
}
