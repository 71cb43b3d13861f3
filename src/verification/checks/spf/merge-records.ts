import { parseSpfRecord } from '../../spf/parse-spf-record.js';
import { effectiveRedirectOf, type SpfRecord, type SpfTerm } from '../../spf/spf-record.js';
import { recordWith } from './edit-record.js';

const strictestFirst = ['-', '~', '?', '+'] as const;

/**
 * One record that allows what each of several allows: their mechanisms, and one `all`, the strictest. What stands after
 * `all` counted for nothing and is left out. A `redirect` would count for nothing beside `all`, so it becomes an `include`.
 */
export function mergedRecord(texts: readonly string[]): string {
  return merged(texts, (terms) => terms);
}

/**
 * The same, with what needs no look-up first: mail from there is allowed before a limit is reached. Null where the order
 * counts, as there are terms that refuse.
 */
export function mergedRecordWithAddressesFirst(texts: readonly string[]): string | null {
  const terms = texts.flatMap((text) => beforeAll(parseSpfRecord(text)));
  if (terms.some((term) => term.kind === 'mechanism' && term.qualifier !== '+')) return null;
  return merged(texts, (all) => [...all.filter(isAddress), ...all.filter((text) => !isAddress(text))]);
}

function merged(texts: readonly string[], inOrder: (terms: string[]) => string[]): string {
  const records = texts.map(parseSpfRecord);
  const ends = records
    .flatMap(({ terms }) => terms.filter(isAll).slice(0, 1))
    .map(({ text }) => qualifierOf(text));
  const [onlyRedirect, ...otherRedirects] = new Set(
    records.map((record) => effectiveRedirectOf(record)?.value.text.toLowerCase()),
  );
  const isOneRedirect = onlyRedirect !== undefined && otherRedirects.length === 0;
  const end = strictestFirst.find((qualifier) => ends.includes(qualifier)) ?? '~';
  return recordWith([
    ...inOrder(
      records.flatMap((record) => [
        ...beforeAll(record).map(({ text }) => text),
        ...(isOneRedirect ? [] : includeInsteadOfRedirect(record)),
      ]),
    ),
    isOneRedirect ? `redirect=${onlyRedirect}` : `${end === '+' ? '' : end}all`,
    ...modifiersOf(records),
  ]);
}

function beforeAll({ terms }: SpfRecord): SpfTerm[] {
  const end = terms.findIndex(isAll);
  return (end < 0 ? terms : terms.slice(0, end)).filter(({ kind }) => kind !== 'modifier');
}

function includeInsteadOfRedirect(record: SpfRecord): string[] {
  const redirect = effectiveRedirectOf(record);
  return redirect === null ? [] : [`include:${redirect.value.text}`];
}

/** All but `redirect`; the first of each name, as `exp` may stand once. */
function modifiersOf(records: readonly SpfRecord[]): string[] {
  const modifiers = new Map<string, string>();
  for (const term of records.flatMap(({ terms }) => terms)) {
    if (term.kind !== 'modifier' || term.name === 'redirect' || modifiers.has(term.name)) continue;
    modifiers.set(term.name, term.text);
  }
  return [...modifiers.values()];
}

function isAll(term: SpfTerm): boolean {
  return term.kind === 'mechanism' && term.name === 'all';
}

function isAddress(text: string): boolean {
  return /^\+?ip[46]:/i.test(text);
}

function qualifierOf(text: string): (typeof strictestFirst)[number] {
  return strictestFirst.find((qualifier) => text.startsWith(qualifier)) ?? '+';
}
