import { FindingSeverity } from '../../check.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { maxCountedLookups, type SpfTree } from '../../spf/read-spf-tree.js';
import { maxLookups } from '../../spf/spf-lookups.js';
import { recordWith, recordWithout, textsOf } from './edit-record.js';
import { allMayPass, editableRecord, mayPass, type SpfCase, sideFailures } from './spf-case.js';
import { counted, draft, quoted, type SpfDraft } from './spf-draft.js';

/** Whether the record costs receivers more questions than they ask. */
export function lookupFindings(spf: SpfCase): SpfDraft[] {
  return [...tooManyLookups(spf), ...includeLoop(spf), ...voidLookups(spf), ...incomplete(spf)];
}

function tooManyLookups(spf: SpfCase): SpfDraft[] {
  const isMet = spf.senders.some(
    (sender) => !mayPass(sender) && sender.withoutVoidLimit.problem?.kind === 'TOO_MANY_LOOKUPS',
  );
  const dearest = spf.trees.toSorted((one, other) => (other.lookups ?? 0) - (one.lookups ?? 0))[0];
  if (!isMet && (dearest?.lookups ?? 0) <= maxLookups) return [];
  const isWarning = !isMet && allMayPass(spf);
  const record = editableRecord(spf);
  const name = printableText(spf.domain);
  return [
    draft({
      ...{ code: FindingCode.SPF_TOO_MANY_LOOKUPS, host: spf.domain },
      severity: isWarning ? FindingSeverity.WARN : FindingSeverity.FAIL,
      message: `To read the SPF record of ${name} to its end, a receiver needs ${countOf(dearest?.lookups ?? null)} DNS look-ups, and ten are allowed. ${
        isWarning
          ? 'The sending addresses are allowed before the limit is reached; mail from other addresses fails with an error.'
          : 'Receivers stop there with an error, and reject your mail or ignore the record.'
      } Take out what nobody sends from any more, or name addresses instead of includes.`,
      expected: [`at most ${maxLookups} look-ups`],
      observed: dearest ? costsOf(dearest) : [],
      // Terms that stand twice cost twice.
      proposals: [
        record && textsOf(record).length > new Set(textsOf(record)).size ? recordWith(textsOf(record)) : null,
      ],
      advice: 'Take out the terms that stand twice, as this record does.',
    }),
  ];
}

function costsOf({ root }: SpfTree): string[] {
  return root.costs.map(({ term, lookups }) => `${term} costs ${countOf(lookups)}`);
}

function countOf(lookups: number | null): string {
  if (lookups === null) return `more than ${maxLookups}`;
  return lookups > maxCountedLookups ? `more than ${maxCountedLookups}` : `${lookups}`;
}

function includeLoop(spf: SpfCase): SpfDraft[] {
  const loop = spf.trees.flatMap(({ nodes }) => nodes).find(({ isLoop }) => isLoop);
  if (loop === undefined) return [];
  const record = editableRecord(spf);
  const name = printableText(loop.domain);
  const endless = spf.trees[0]?.root.costs
    .filter(({ lookups }) => lookups > maxLookups)
    .map(({ term }) => term);
  return [
    draft({
      ...{ code: FindingCode.SPF_INCLUDE_LOOP, host: loop.domain },
      severity: allMayPass(spf) ? FindingSeverity.WARN : FindingSeverity.FAIL,
      message: `The SPF record of ${name} includes itself, perhaps through others, so a receiver never comes to its end and gives up with an error.`,
      observed: loop.search.outcome === 'found' ? [loop.search.record.text] : [],
      proposals: [record && endless ? recordWithout(record, endless) : null],
      advice: `Take out ${quoted(...(endless ?? []))}, which leads back to itself.`,
    }),
  ];
}

/** More than two are an error by a rule that receivers need not follow (RFC 7208, section 4.6.4). */
function voidLookups(spf: SpfCase): SpfDraft[] {
  const stopped = spf.senders.filter(({ trace }) => trace.problem?.kind === 'TOO_MANY_VOID_LOOKUPS');
  const [first] = stopped;
  if (first === undefined) return [];
  const { voids } = first.withoutVoidLimit;
  const record = editableRecord(spf);
  // The name does not exist for any address: nobody can be sending from there.
  const dead = voids
    .filter(({ path, nameExists }) => path.length === 1 && !nameExists)
    .flatMap(({ path }) => path.map(({ term }) => term));
  return [
    draft({
      ...{ code: FindingCode.SPF_TOO_MANY_VOID_LOOKUPS, host: spf.domain, severity: FindingSeverity.WARN },
      message: `The SPF record of ${printableText(spf.domain)} asks about ${counted(voids.length, 'name')} where nothing is found, and more than two are too many for some receivers: they treat the record as broken. Others do not count.`,
      expected: ['at most 2 look-ups that find nothing'],
      observed: voids.map(({ path, host }) => `${path.at(-1)?.term}: nothing at ${host}`),
      proposals: [record && dead.length > 0 ? recordWithout(record, dead) : null],
      advice: 'Take out the terms whose names do not exist, as this record does.',
    }),
  ];
}

function incomplete(spf: SpfCase): SpfDraft[] {
  const deciding = spf.senders.map(({ withoutVoidLimit: { problem } }) => problem);
  const failures = sideFailures(spf).filter(
    ({ host, recordType }) =>
      !deciding.some(
        (problem) =>
          problem?.kind === 'QUESTION_FAILED' && problem.host === host && problem.recordType === recordType,
      ),
  );
  const [first] = failures;
  if (first === undefined || spf.own.outcome === 'failed') return [];
  const names = failures.map(({ recordType, host }) => `${recordType} of ${host}`);
  return [
    {
      ...draft({
        ...{ code: FindingCode.SPF_LOOKUPS_INCOMPLETE, severity: FindingSeverity.WARN, host: first.host },
        message: `A part of what the SPF record of ${printableText(spf.domain)} relies on could not be looked up today, so nobody can tell all about it. ${first.failed.message}`,
        observed: names,
      }),
      recordType: first.recordType,
    },
  ];
}
