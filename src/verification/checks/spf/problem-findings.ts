import { FindingSeverity } from '../../check.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { isSameName } from '../../spf/domain-name.js';
import type { SpfTree } from '../../spf/read-spf-tree.js';
import { brokenTermsOf } from '../../spf/spf-record.js';
import type { SpfProblem } from '../../spf/spf-trace.js';
import { correctedRecord } from './correct-record.js';
import { recordReplacing, recordWithout, termAllowing } from './edit-record.js';
import { allMayPass, editableRecord, mayPass, type SpfCase, type SpfSender } from './spf-case.js';
import { draft, quoted, type SpfDraft } from './spf-draft.js';

/** Of the broken terms of a record that many are told apart. */
const maxBrokenTerms = 10;

/**
 * What breaks an evaluation, and what would break it for mail that nothing allows before. As long as all mail that is
 * known of is allowed, the latter is a warning.
 */
export function problemFindings(spf: SpfCase): SpfDraft[] {
  const met = problemsMetBy(spf.senders);
  const reachable = spf.trees.flatMap(problemsOf);
  const severity = allMayPass(spf) ? FindingSeverity.WARN : FindingSeverity.FAIL;
  const decisive = new Set(problemsMetBy(spf.senders.filter((sender) => !mayPass(sender))).map(keyOf));
  const unique = new Map([...met, ...reachable].map((problem) => [keyOf(problem), problem]));
  return [...unique].flatMap(
    ([key, problem]) => findingOf(problem, decisive.has(key) ? FindingSeverity.FAIL : severity, spf) ?? [],
  );
}

function problemsMetBy(senders: readonly SpfSender[]): SpfProblem[] {
  return senders.flatMap(({ withoutVoidLimit: { problem } }) => problem ?? []);
}

function problemsOf({ root, nodes }: SpfTree): SpfProblem[] {
  return nodes.flatMap(({ domain, search, costs }): SpfProblem[] => [
    ...(search.outcome === 'found' ? brokenTermsOf(search.record).slice(0, maxBrokenTerms) : []).map(
      (term) => ({ kind: 'BROKEN_TERM', domain, term }) as const,
    ),
    ...(search.outcome === 'several' && domain !== root.domain
      ? [{ kind: 'SEVERAL_RECORDS', domain, texts: search.texts } as const]
      : []),
    ...costs.flatMap(({ term, target }) =>
      target?.search.outcome === 'none'
        ? [{ kind: 'TARGET_WITHOUT_RECORD', domain, term, target: target.domain } as const]
        : [],
    ),
  ]);
}

function keyOf(problem: SpfProblem): string {
  switch (problem.kind) {
    case 'BROKEN_TERM':
      return JSON.stringify([problem.kind, problem.domain, problem.term.text]);
    case 'SEVERAL_RECORDS':
      return JSON.stringify([problem.kind, problem.domain]);
    case 'TARGET_WITHOUT_RECORD':
      return JSON.stringify([problem.kind, problem.domain, problem.term, problem.target]);
    case 'TOO_MANY_MX_HOSTS':
      return JSON.stringify([problem.kind, problem.domain, problem.term]);
    case 'QUESTION_FAILED':
      return JSON.stringify([problem.kind, problem.host, problem.recordType]);
    case 'TOO_MANY_LOOKUPS':
    case 'TOO_MANY_VOID_LOOKUPS':
      return problem.kind;
  }
}

/** Null where something else tells it. */
function findingOf(problem: SpfProblem, severity: FindingSeverity, spf: SpfCase): SpfDraft | null {
  switch (problem.kind) {
    case 'BROKEN_TERM':
      return brokenTerm(problem, severity, spf);
    case 'SEVERAL_RECORDS':
      return problem.domain === spf.domain ? null : severalRecords(problem, severity, spf);
    case 'TARGET_WITHOUT_RECORD':
      return targetWithoutRecord(problem, severity, spf);
    case 'TOO_MANY_MX_HOSTS':
      return tooManyMxHosts(problem, severity, spf);
    case 'QUESTION_FAILED':
      if (spf.own.outcome === 'failed') return null;
      return {
        ...dnsFailureFinding(problem.failed, problem.host, problem.recordType),
        proposals: [],
        advice: '',
      };
    case 'TOO_MANY_LOOKUPS':
    case 'TOO_MANY_VOID_LOOKUPS':
      return null;
  }
}

type Problem<Kind extends SpfProblem['kind']> = Extract<SpfProblem, { kind: Kind }>;

function brokenTerm(
  { domain, term }: Problem<'BROKEN_TERM'>,
  severity: FindingSeverity,
  spf: SpfCase,
): SpfDraft {
  const record = domain === spf.domain ? editableRecord(spf) : null;
  const name = printableText(domain);
  return draft({
    ...{ code: FindingCode.SPF_SYNTAX_ERROR, severity, host: domain },
    message: `In the SPF record of ${name}, ${quoted(term.text)} ${printableText(term.reason)}. ${consequence(severity, 'One such term and receivers treat the whole record as broken')}`,
    observed: [term.text],
    proposals: [record && correctedRecord(record)],
    advice: 'Publish this record instead: what was written wrong in it is put right.',
  });
}

function severalRecords(
  { domain, texts }: Problem<'SEVERAL_RECORDS'>,
  severity: FindingSeverity,
  spf: SpfCase,
) {
  const name = printableText(domain);
  return draft({
    ...{ code: FindingCode.SPF_MULTIPLE_RECORDS, severity, host: domain, observed: texts },
    message: `${name}, which the SPF record of ${printableText(spf.domain)} relies on, has ${texts.length} SPF records, and one is allowed. ${consequence(severity, 'Receivers treat that as an error')} Whoever runs ${name} has to put that right.`,
  });
}

function targetWithoutRecord(
  { domain, term, target }: Problem<'TARGET_WITHOUT_RECORD'>,
  severity: FindingSeverity,
  spf: SpfCase,
): SpfDraft {
  const record = domain === spf.domain ? editableRecord(spf) : null;
  const name = printableText(target);
  const { spfInclude } = spf.subject.expectations;
  const isExpected = spfInclude !== null && isSameName(spfInclude, target);
  return draft({
    ...{ code: FindingCode.SPF_TARGET_WITHOUT_RECORD, severity, host: target, expected: ['v=spf1 ...'] },
    message: `The SPF record of ${printableText(domain)} says ${quoted(term)}, but ${name} has no SPF record. ${consequence(severity, 'Receivers treat the whole record as broken')}${
      isExpected
        ? ` The expectations of the server name it as well: put it right there if it is misspelt, or ask whoever runs ${name}.`
        : ''
    }`,
    proposals: [record && recordWithout(record, [term])],
    advice: `Take ${quoted(term)} out as this record does, or put right the name in it if it is misspelt.`,
  });
}

function tooManyMxHosts(
  { domain, term, host, count }: Problem<'TOO_MANY_MX_HOSTS'>,
  severity: FindingSeverity,
  spf: SpfCase,
): SpfDraft {
  const record = domain === spf.domain ? editableRecord(spf) : null;
  const addresses = spf.networks.map(termAllowing);
  return draft({
    ...{ code: FindingCode.SPF_TOO_MANY_MX_HOSTS, severity, host },
    message: `The SPF record of ${printableText(domain)} allows the mail servers of ${printableText(host)} by ${quoted(term)}, which are ${count}. Receivers look at no more than ten and treat the whole record as broken.`,
    observed: [`${count} mail servers`],
    proposals: [record && addresses.length > 0 ? recordReplacing(record, term, addresses) : null],
    advice: `Name the addresses that mail leaves from instead of ${quoted(term)}.`,
  });
}

function consequence(severity: FindingSeverity, failing: string): string {
  return severity === FindingSeverity.WARN
    ? 'The sending addresses are allowed before a receiver comes to that; mail from other addresses fails with an error.'
    : `${failing}, so they reject your mail or ignore the record.`;
}
