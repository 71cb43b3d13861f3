import type { EntityManager } from 'typeorm';
import { Sight } from '../../caller/sight.js';
import {
  type DeliveryServer,
  overallSource,
  VerificationSource,
} from '../../delivery-servers/delivery-server.js';
import { checkColumns } from '../../delivery-servers/storage/check-columns.js';
import type { ColumnValues } from '../../delivery-servers/storage/delivery-server.columns.js';
import { lockDeliveryServer } from '../../delivery-servers/storage/lock-delivery-server.js';
import { updateRow } from '../../delivery-servers/storage/write-delivery-server.js';
import type { Change } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import type { SqlScalar } from '../../sql/expand-lists.js';
import { insertRows } from '../../sql/insert-rows.js';
import { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import { isShownAtOnce } from '../settle-check.js';
import { certificateColumns } from './certificate-columns.js';
import type { ClaimedRun } from './claim-runs.js';
import { changeOfStep, endOfRun, takeStep } from './hold-runs.js';
import { type JudgedResult, judgeResults, storeLatest } from './latest-checks.js';
import { planRetry } from './plan-retry.js';
import { recordTransitions } from './record-transitions.js';

/** What came of a run since it was stored last. */
export interface RunProgress {
  results: readonly CheckResult[];
  /** All stages of the delivery test so far; left out when there are no more of them than before. */
  stages?: readonly SmtpStage[];
  /** Ends the run, and lets its server have another one. */
  isLast: boolean;
}

/** @returns false when the run is another gateway's by now, over, or gone with its server */
export function saveProgress(
  manager: EntityManager,
  run: ClaimedRun,
  progress: RunProgress,
): Promise<boolean> {
  return progress.results.length > 0 || progress.isLast
    ? saveResults(manager, run, progress)
    : saveStages(manager, run, progress);
}

async function saveStages(manager: EntityManager, run: ClaimedRun, progress: RunProgress): Promise<boolean> {
  const version = await takeStep(manager, run, ...stepOf(progress));
  if (version === null) return false;
  await recordChanges(manager, changeOfStep(run, version));
  return true;
}

/** What a step writes into the row of the run. The result of the delivery test has the stages, so the row needs none then. */
function stepOf({ results, stages, isLast }: RunProgress): [assignments: string, values: SqlScalar[]] {
  const end = isLast ? endOfRun : '';
  if (results.some(({ kind }) => kind === CheckKind.EMAIL_DELIVERY)) return [`, stages = NULL ${end}`, []];
  return stages === undefined ? [end, []] : [`, stages = ? ${end}`, [JSON.stringify(stages)]];
}

/**
 * Stores the results of some checks, in the run and as the newest that are known of the server. That changes neither the
 * version of the server nor when it was changed: whoever edits it shall not be stopped by a check.
 */
async function saveResults(manager: EntityManager, run: ClaimedRun, progress: RunProgress): Promise<boolean> {
  // Before the run: that is the order in which a deletion takes them.
  const { current } = await lockDeliveryServer(manager, { id: run.server.id }, Sight.ofAll);
  const version = await takeStep(manager, run, ...stepOf(progress));
  if (current === null || version === null) return false;
  const changes: Change[] = [];
  const judged = await judgeResults(manager, current.legacyId, run.rowId, progress.results);
  if (judged.length > 0) {
    await storeResults(manager, run.rowId, judged);
    await storeLatest(manager, current.legacyId, run.rowId, judged);
    await updateRow(manager, current.legacyId, shownColumns(current, run, judged));
    changes.push(...(await recordTransitions(manager, current, run.rowId, judged)));
  }
  if (progress.isLast) await planRetry(manager, current.legacyId);
  await recordChanges(manager, ...changes, changeOfStep(run, version));
  return true;
}

async function storeResults(
  manager: EntityManager,
  runRowId: number,
  judged: readonly JudgedResult[],
): Promise<void> {
  await insertRows(
    manager,
    'verification_results (run_id, kind, status, status_before, last_passed_at, result)',
    judged.map(({ result, before, lastPassedAt }) => [
      ...[runRowId, result.kind, result.status, before.measured, lastPassedAt],
      JSON.stringify(result),
    ]),
  );
}

/** What the row of the server says of its checks. */
function shownColumns(
  { verification }: DeliveryServer,
  { trigger }: ClaimedRun,
  judged: readonly JudgedResult[],
): ColumnValues {
  const shown = new Map(verification.checks.map(({ kind, status }) => [kind, status]));
  const news = judged
    .filter(({ result: { kind, status }, settled }) =>
      isShownAtOnce(shown.get(kind), status, settled.status, trigger),
    )
    .map(({ result }) => result);
  const checks = verification.checks.map((check) =>
    news.some(({ kind }) => kind === check.kind) ? { ...check, source: VerificationSource.MEASURED } : check,
  );
  const measured = checks.filter(({ source }) => source === VerificationSource.MEASURED);
  return {
    ...certificateColumns(judged.map(({ result }) => result)),
    ...Object.fromEntries(news.map(({ kind, status }) => [checkColumns[kind], status])),
    check_measured: measured.map(({ kind }) => kind).join(','),
    check_source: overallSource(checks),
    check_last_checked_at: new Date(Math.max(...judged.map(({ result }) => result.checkedAt.getTime()))),
  };
}
