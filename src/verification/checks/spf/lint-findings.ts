import { FindingSeverity } from '../../check.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { hasMacro } from '../../spf/domain-spec.js';
import {
  mechanismsOf,
  reachableMechanismsOf,
  redirectOf,
  type SpfRecord,
  type SpfTerm,
} from '../../spf/spf-record.js';
import { correctedTerm } from './correct-record.js';
import { recordWith, recordWithout } from './edit-record.js';
import { allMayPass, editableRecord, ownRecord, type SpfCase } from './spf-case.js';
import { draft, quoted, type SpfDraft } from './spf-draft.js';

/** What is allowed in a record, but does not do what it was meant to do. */
export function lintFindings(spf: SpfCase): SpfDraft[] {
  const record = ownRecord(spf);
  if (record === null) return [];
  const rules = [redirectIgnored, termsAfterAll, pointerUsed, termIgnored];
  return rules.flatMap((rule) => rule(spf, record) ?? []);
}

type Rule = (spf: SpfCase, record: SpfRecord) => SpfDraft | null;

const redirectIgnored: Rule = (spf, record) => {
  const redirect = redirectOf(record);
  const ends = endsOf(record);
  if (redirect === null || ends.length === 0) return null;
  const editable = editableRecord(spf);
  const withRedirect = editable && recordWithout(editable, ends);
  const withAll = editable && recordWithout(editable, [redirect.text]);
  return draft({
    ...{ ...about(spf), code: FindingCode.SPF_REDIRECT_IGNORED, observed: [redirect.text, ...ends] },
    message: `The SPF record of ${printableText(spf.domain)} has ${quoted(redirect.text)} beside ${quoted(...ends)}. Receivers ignore the redirect, wherever it stands.`,
    proposals: allMayPass(spf) || spf.senders.length === 0 ? [withAll] : [withRedirect, withAll],
    advice: 'Keep the one of `redirect` and `all` that is meant, as this record does.',
  });
};

const termsAfterAll: Rule = (spf, record) => {
  const after = mechanismsOf(record)
    .slice(reachableMechanismsOf(record).length)
    .map(({ text }) => text);
  const [end] = endsOf(record);
  if (after.length === 0 || end === undefined) return null;
  const editable = editableRecord(spf);
  return draft({
    ...{ ...about(spf), code: FindingCode.SPF_TERMS_AFTER_ALL, observed: after },
    message: `In the SPF record of ${printableText(spf.domain)}, ${quoted(...after)} can be found after ${quoted(end)}, which applies to all mail. Receivers never come to what follows it.`,
    proposals: [
      editable && endingIn(editable, end),
      editable &&
        recordWithout(
          editable,
          after.filter((text) => text !== end),
        ),
    ],
    advice: `Let ${quoted(end)} be the last, as in this record.`,
  });
};

const pointerUsed: Rule = (spf, record) => {
  const pointers = record.terms.filter(usesPointer).map(({ text }) => text);
  if (pointers.length === 0) return null;
  // Without the addresses that send, nobody can tell what to allow instead.
  const editable = spf.senders.length > 0 ? editableRecord(spf) : null;
  return draft({
    ...{ ...about(spf), code: FindingCode.SPF_PTR_USED, observed: pointers },
    message: `The SPF record of ${printableText(spf.domain)} depends on the names of addresses (${quoted(...pointers)}). That is slow and unreliable, the standard says not to use it, and some receivers ignore it.`,
    proposals: [editable && recordWithout(editable, pointers)],
    advice: `Take out ${quoted(...pointers)}, and name the addresses that send.`,
  });
};

const termIgnored: Rule = (spf, record) => {
  const ignored = record.terms.filter(isMeantAsMechanism).map(({ text }) => text);
  if (ignored.length === 0) return null;
  const editable = editableRecord(spf);
  return draft({
    ...{ ...about(spf), code: FindingCode.SPF_TERM_IGNORED, observed: ignored },
    expected: ignored.map(withColon),
    message: `In the SPF record of ${printableText(spf.domain)}, ${quoted(...ignored)} has an equals sign where a colon was meant. Receivers ignore such terms.`,
    proposals: [
      editable &&
        recordWith(
          editable.terms.map((term) => (isMeantAsMechanism(term) ? withColon(term.text) : term.text)),
        ),
    ],
    advice: 'Write a colon for the equals sign, as in this record.',
  });
};

function about({ domain }: SpfCase) {
  return { severity: FindingSeverity.WARN, host: domain };
}

function endsOf(record: SpfRecord): string[] {
  return mechanismsOf(record)
    .filter(({ name }) => name === 'all')
    .map(({ text }) => text);
}

/** The record with all mechanisms before the first `all`, and no other. */
function endingIn(record: SpfRecord, end: string): string {
  const ends = endsOf(record);
  const others = record.terms.filter(({ text }) => !ends.includes(text));
  const isModifier = ({ kind }: SpfTerm) => kind === 'modifier';
  const before = others.filter((term) => !isModifier(term));
  return recordWith([...before, { text: end }, ...others.filter(isModifier)].map(({ text }) => text));
}

function usesPointer(term: SpfTerm): boolean {
  if (term.kind === 'broken') return false;
  if (term.kind === 'modifier') return term.name === 'redirect' && hasMacro(term.value, 'p');
  return term.name === 'ptr' || ('target' in term && term.target !== null && hasMacro(term.target, 'p'));
}

/** `ip4=192.0.2.1` is a modifier that nobody knows. */
function isMeantAsMechanism(term: SpfTerm): boolean {
  return term.kind === 'modifier' && /^(include|a|mx|ip4|ip6|ipv4|ipv6|exists|ptr)$/.test(term.name);
}

function withColon(text: string): string {
  const meant = text.replace('=', ':');
  return correctedTerm(meant) ?? meant;
}
