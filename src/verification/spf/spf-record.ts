import type { DomainSpec } from './domain-spec.js';

/** A record that begins with `v=spf1`, read into its terms. Texts are octets: one character each. */
export interface SpfRecord {
  text: string;
  /** In the order in which they stand. */
  terms: readonly SpfTerm[];
}

export type SpfTerm = SpfMechanism | SpfModifier | SpfBrokenTerm;

export type SpfQualifier = '+' | '-' | '~' | '?';

interface Term<Kind extends string> {
  kind: Kind;
  /** As it stands in the record. */
  text: string;
}

export type SpfMechanism = Term<'mechanism'> & { qualifier: SpfQualifier } & (
    | { name: 'all' }
    | { name: 'include' | 'exists'; target: DomainSpec }
    /** A target that is null is the domain itself. */
    | { name: 'a' | 'mx'; target: DomainSpec | null; prefixLength4: number; prefixLength6: number }
    | { name: 'ptr'; target: DomainSpec | null }
    | { name: 'ip4' | 'ip6'; network: string; prefixLength: number }
  );

/** `redirect` and `exp` mean something; all others are to be ignored (RFC 7208, section 6). */
export interface SpfModifier extends Term<'modifier'> {
  /** In small letters. */
  name: string;
  value: DomainSpec;
}

/** What cannot be read. One of these and the whole record counts as broken (RFC 7208, section 4.6). */
export interface SpfBrokenTerm extends Term<'broken'> {
  /** What is wrong with it, as the end of a sentence that begins with it. */
  reason: string;
}

/**
 * Makes what is computed of a record once: a hostile one has tens of thousands of terms, and it is looked at for each
 * sending address.
 */
export function onceForRecord<T>(compute: (record: SpfRecord) => T): (record: SpfRecord) => T {
  const computed = new WeakMap<SpfRecord, { value: T }>();
  return (record) => {
    const known = computed.get(record) ?? { value: compute(record) };
    computed.set(record, known);
    return known.value;
  };
}

export const brokenTermsOf = onceForRecord(({ terms }): readonly SpfBrokenTerm[] =>
  terms.filter((term) => term.kind === 'broken'),
);

export const mechanismsOf = onceForRecord(({ terms }): readonly SpfMechanism[] =>
  terms.filter((term) => term.kind === 'mechanism'),
);

/** The mechanisms that can be reached: those after `all`, which matches always, never are. */
export const reachableMechanismsOf = onceForRecord((record): readonly SpfMechanism[] => {
  const mechanisms = mechanismsOf(record);
  const end = mechanisms.findIndex(({ name }) => name === 'all');
  return end < 0 ? mechanisms : mechanisms.slice(0, end + 1);
});

/** Null also where it stands beside `all`, wherever that is, as it is ignored then (RFC 7208, section 6.1). */
export const effectiveRedirectOf = onceForRecord((record): SpfModifier | null => {
  if (mechanismsOf(record).some(({ name }) => name === 'all')) return null;
  return redirectOf(record);
});

export function redirectOf({ terms }: SpfRecord): SpfModifier | null {
  return (
    (terms.find((term) => term.kind === 'modifier' && term.name === 'redirect') as SpfModifier | null) ?? null
  );
}
