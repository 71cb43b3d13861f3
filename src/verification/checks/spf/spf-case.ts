import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Resolve } from '../../dns/dns-answer.js';
import type { VerificationSubject } from '../../expectations.js';
import { type SpfRecordSearch, spfRecordFinder } from '../../spf/find-spf-record.js';
import { readSpfTree, type SpfTree } from '../../spf/read-spf-tree.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import type { SpfRecord } from '../../spf/spf-record.js';
import type { SpfFailedQuestion } from '../../spf/spf-trace.js';
import { maxRecordLength, maxRecordTerms } from './correct-record.js';
import {
  type EvaluatedSender,
  type EvaluatedSenders,
  evaluateSenders,
  macroValuesOf,
} from './evaluate-senders.js';

/** All that was measured, for findings to be made of. */
export interface SpfCase extends Omit<EvaluatedSenders, 'senders'> {
  subject: VerificationSubject;
  domain: string;
  /** What stands at the domain itself. */
  own: SpfRecordSearch;
  senders: readonly SpfSender[];
  /** What can be reached: one for each sender, or one that is for nobody in particular. */
  trees: readonly SpfTree[];
}

export interface SpfSender extends EvaluatedSender {
  tree: SpfTree;
}

export async function measureSpf(subject: VerificationSubject, resolve: Resolve): Promise<SpfCase> {
  const findRecord = spfRecordFinder(resolve);
  const { senders: evaluated, ...others } = await evaluateSenders(subject, resolve, findRecord);
  const values = macroValuesOf(subject);
  const senders: SpfSender[] = [];
  for (const sender of evaluated) {
    await nextTurn();
    const tree = await readSpfTree({ ...values, address: sender.address }, resolve, findRecord);
    senders.push({ ...sender, tree });
  }
  const trees =
    senders.length > 0
      ? senders.map(({ tree }) => tree)
      : [await readSpfTree({ ...values, address: null }, resolve, findRecord)];
  const { domain } = values;
  return { subject, domain, own: await findRecord(domain), senders, trees, ...others };
}

/** That of the domain itself, when there is exactly one. */
export function ownRecord({ own }: SpfCase): SpfRecord | null {
  return own.outcome === 'found' ? own.record : null;
}

/** The same, if it is one that a person wrote and can change. */
export function editableRecord(spf: SpfCase): SpfRecord | null {
  const record = ownRecord(spf);
  const isEditable =
    record !== null && record.text.length <= maxRecordLength && record.terms.length <= maxRecordTerms;
  return isEditable ? record : null;
}

/**
 * Whether nobody knows of a sending address that is refused: all are allowed, if need be by receivers without a limit of
 * void look-ups.
 */
export function allMayPass({ senders }: SpfCase): boolean {
  return senders.length > 0 && senders.every(mayPass);
}

/** Where questions inside of `ptr` or `%{p}` failed, another result than PASS is only what is left then. */
export function mayPass({ withoutVoidLimit: { result, ignoredFailures } }: SpfSender): boolean {
  return result === SpfResult.PASS || ignoredFailures.length > 0;
}

/** Questions that failed without ending an evaluation, each once. */
export function sideFailures({ senders, trees }: SpfCase): SpfFailedQuestion[] {
  const all = [
    ...senders.flatMap(({ withoutVoidLimit }) => withoutVoidLimit.ignoredFailures),
    ...trees.flatMap(({ failures }) => failures),
  ];
  return [...new Map(all.map((question) => [`${question.recordType} ${question.host}`, question])).values()];
}
