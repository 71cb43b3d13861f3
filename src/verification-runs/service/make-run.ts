import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { inBatches } from '../../batching/in-batches.js';
import type { Transact } from '../../sql/transact.js';
import type { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import type { DnsExpectations } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import type { ClaimedRun } from '../storage/claim-runs.js';
import { saveResults } from '../storage/save-results.js';
import { undoneResult } from '../undone-result.js';
import { subjectOf } from '../verification-subject.js';
import { type MakeCheckParts, makeCheck } from './make-check.js';
import { type CreateResolve, graceMilliseconds } from './with-resolve.js';

export interface MakeRunParts extends MakeCheckParts {
  transact: Transact;
  /** What is expected of every server that says nothing else. */
  expectations: DnsExpectations;
  createResolve: CreateResolve;
  /** Whether a failure will pass. */
  isUnavailable(error: unknown): boolean;
  /** How long the checks of a run may take. */
  runMilliseconds: number;
}

/** So often a run is begun anyway when its gateway has died; then what is missing is told as an error. */
const maxAttempts = 2;
const retryMilliseconds = 1_000;

/**
 * Makes the checks of a run that have no result yet, all at once, stores each when it is done, and ends the run with the
 * last. While the database is away it waits.
 * @param giveUp lets others make the rest of the run: nothing more is stored; aborted here when it is not ours any more
 */
export async function makeRun(parts: MakeRunParts, run: ClaimedRun, giveUp: AbortController): Promise<void> {
  const { signal } = giveUp;
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  const timer = setTimeout(end, parts.runMilliseconds - graceMilliseconds);
  try {
    const resolve = parts.createResolve(over.signal);
    // Where not even that could be stored, the run has to end all the same.
    const kinds = run.attempt <= maxAttempts + 1 ? run.missing : [];
    let left = kinds.length;
    const store = async (results: readonly CheckResult[]) => {
      left -= results.length;
      const isLast = left === 0;
      const save = (manager: EntityManager) => saveResults(manager, run, results, isLast);
      if ((await untilStored(parts, signal, save)) === false) giveUp.abort();
    };
    const storeSoon = inBatches(store);
    await Promise.all(kinds.map(async (kind) => storeSoon(await resultOf(parts, run, kind, resolve))));
    if (kinds.length === 0) await store([]);
  } finally {
    clearTimeout(timer);
    end();
  }
}

async function resultOf(
  parts: MakeRunParts,
  { server, attempt }: ClaimedRun,
  kind: CheckKind,
  resolve: Resolve,
): Promise<CheckResult> {
  const subject = subjectOf(server, parts.expectations);
  return attempt > maxAttempts
    ? undoneResult(kind, subject, undoneFinding(FindingCode.INTERRUPTED))
    : makeCheck(parts, kind, subject, resolve, parts.runMilliseconds);
}

/** Does a transaction, again and again while the database is away; null when the run is given up before. */
async function untilStored<T>(
  { transact, isUnavailable }: Pick<MakeRunParts, 'transact' | 'isUnavailable'>,
  signal: AbortSignal,
  work: Parameters<typeof transact<T>>[0],
): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await transact(work);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(retryMilliseconds, undefined, { signal }).catch(() => {});
    }
  }
  return null;
}
