import { setTimeout as sleep } from 'node:timers/promises';
import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import type { Transact } from '../../sql/transact.js';
import type { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsCheck } from '../../verification/checks/dns-checks.js';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import type { DnsExpectations } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { measureCheck, undoneFinding } from '../../verification/measure-check.js';
import type { ClaimedRun } from '../storage/claim-runs.js';
import { finishRun } from '../storage/hold-runs.js';
import { saveResult } from '../storage/save-result.js';
import { undoneResult } from '../undone-result.js';
import { subjectOf } from '../verification-subject.js';

export interface MakeRunParts {
  transact: Transact;
  checks: Readonly<Partial<Record<CheckKind, DnsCheck>>>;
  /** What is expected of every server that says nothing else. */
  expectations: DnsExpectations;
  /** Makes what answers the questions of one run, until the signal. */
  createResolve(signal: AbortSignal): Resolve;
  /** Whether a failure will pass. */
  isUnavailable(error: unknown): boolean;
  report(error: unknown): void;
  /** How long the checks of a run may take. */
  runMilliseconds: number;
}

/** So often a run is begun anyway when its gateway has died; then what is missing is told as an error. */
const maxAttempts = 2;
/** Between the end of all questions and that of the checks, which have their findings to write. */
const graceMilliseconds = 500;
const retryMilliseconds = 1_000;

/**
 * Makes the checks of a run that have no result yet, all at once, stores each when it is done, and ends the run. While the
 * database is away it waits.
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
    const makeCheck = async (kind: CheckKind) => {
      const result = await resultOf(parts, run, kind, resolve);
      const isStored = await untilStored(parts, signal, (manager) => saveResult(manager, run, result));
      if (isStored === false) giveUp.abort();
    };
    // Where not even that could be stored, the run has to end all the same.
    if (run.attempt <= maxAttempts + 1) await Promise.all(run.missing.map(makeCheck));
    await untilStored(parts, signal, (manager) => finishRun(manager, run));
  } finally {
    clearTimeout(timer);
    end();
  }
}

async function resultOf(
  { checks, expectations, runMilliseconds, report }: MakeRunParts,
  { server, attempt }: ClaimedRun,
  kind: CheckKind,
  resolve: Resolve,
): Promise<CheckResult> {
  const subject = subjectOf(server, expectations);
  const undone = (code: Parameters<typeof undoneFinding>[0]) =>
    undoneResult(kind, subject, undoneFinding(code));
  if (attempt > maxAttempts) return undone(FindingCode.INTERRUPTED);
  try {
    const check = checks[kind];
    if (check === undefined) throw new Error(`There is no check ${kind}.`);
    return await withDeadline(
      measureCheck(() => check(subject, resolve)),
      runMilliseconds,
    );
  } catch (error) {
    if (error instanceof DeadlineError) return undone(FindingCode.DEADLINE_REACHED);
    report(error);
    return undone(FindingCode.INTERNAL_FAULT);
  }
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
