import type { EntityManager } from 'typeorm';
import { createGroupCommit } from '../../batching/group-commit.js';
import {
  type DeliveryServer,
  overallSource,
  VerificationSource,
} from '../../delivery-servers/delivery-server.js';
import { checkColumns } from '../../delivery-servers/storage/check-columns.js';
import type { ColumnValues } from '../../delivery-servers/storage/delivery-server.columns.js';
import { deliveryServerFromRow } from '../../delivery-servers/storage/delivery-server.row.js';
import {
  type CurrentRow,
  lockFreeRows,
  lockRows,
} from '../../delivery-servers/storage/lock-delivery-server.js';
import { updateRows } from '../../delivery-servers/storage/write-delivery-server.js';
import { recordChanges } from '../../events/record-changes.js';
import type { SqlScalar } from '../../sql/expand-lists.js';
import { insertRows } from '../../sql/insert-rows.js';
import type { Transact } from '../../sql/transact.js';
import { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import { isShownAtOnce } from '../settle-check.js';
import { certificateColumns } from './certificate-columns.js';
import type { ClaimedRun } from './claim-runs.js';
import { changeOfStep, endOfRun, lockHeldRuns, takeSteps } from './hold-runs.js';
import { type JudgedResult, judgeResults, storeLatest } from './latest-checks.js';
import { planRetries } from './plan-retry.js';
import { recordTransitions } from './record-transitions.js';

/** What came of a run since it was stored last. */
export interface RunProgress {
  run: ClaimedRun;
  results: readonly CheckResult[];
  /** All stages of the delivery test so far; left out when there are no more of them than before. */
  stages?: readonly SmtpStage[];
  /** Ends the run, and lets its server have another one. */
  isLast: boolean;
}

/**
 * Stores what came of a run.
 * @returns false when the run is another gateway's by now, over, or gone with its server
 */
export type SaveProgress = (progress: RunProgress) => Promise<boolean>;

/** What comes of several runs at once is stored in one transaction, see {@link createGroupCommit}. */
export function createSaveProgress(transact: Transact): SaveProgress {
  return createGroupCommit<RunProgress, boolean>(transact, {
    keyOf: ({ run }) => run.rowId,
    // A deletion holds a server before its runs: of a server that is free, nobody holds the run for long.
    runGroup: async (manager, all) => {
      const rows = await lockFreeRows(manager, all.map(serverRowId));
      const free = all.filter((progress) => rows.has(serverRowId(progress)));
      const stored = await saveAll(manager, free, rows);
      return all.map((progress) => stored.has(progress) || null);
    },
    runOne: async (manager, progress) => {
      const rows = await lockRows(manager, [progress].filter(tellsOfServer).map(serverRowId));
      return (await saveAll(manager, [progress], rows)).has(progress);
    },
  });
}

function serverRowId({ run }: RunProgress): number {
  return run.server.legacyId;
}

/** False when all that is new is how far the delivery test is, which only the run shows. */
function tellsOfServer({ results, isLast }: RunProgress): boolean {
  return results.length > 0 || isLast;
}

/**
 * Stores what came of runs, in them and as the newest that is known of their servers. That changes neither the version of a
 * server nor when it was changed: whoever edits it shall not be stopped by a check. However many runs there are, it takes a dozen
 * statements, and one more for each delivery test that is under way.
 * @param rows the servers of which something is told, locked before the runs: that is the order in which a deletion takes them
 * @returns what was stored: that of runs which are still held
 */
async function saveAll(
  manager: EntityManager,
  all: readonly RunProgress[],
  rows: ReadonlyMap<number, CurrentRow>,
): Promise<ReadonlySet<RunProgress>> {
  const versions = await lockHeldRuns(
    manager,
    all.map(({ run }) => run),
  );
  const held = all.filter(({ run }) => versions.has(run.rowId));
  for (const [step, rowIds] of stepsOf(held)) await takeSteps(manager, rowIds, ...step);
  const judged = await judgeResults(manager, held);
  await storeResults(manager, judged);
  await storeLatest(manager, judged);
  await updateRows(manager, shownChanges(judged, rows));
  const transitions = await recordTransitions(manager, judged, rows);
  await planRetries(manager, held.filter(({ isLast }) => isLast).map(serverRowId));
  const steps = [...versions].map(([rowId, version]) => changeOfStep({ rowId }, version + 1));
  await recordChanges(manager, ...transitions, ...steps);
  return new Set(held);
}

type Step = [assignments: string, values: SqlScalar[]];

/** The different steps, each with the numbers of the runs that take it. */
function stepsOf(all: readonly RunProgress[]): Iterable<[step: Step, rowIds: number[]]> {
  const steps = new Map<string, [Step, number[]]>();
  for (const progress of all) {
    const step = stepOf(progress);
    const key = JSON.stringify(step);
    const [, rowIds] = steps.get(key) ?? [step, []];
    steps.set(key, [step, [...rowIds, progress.run.rowId]]);
  }
  return steps.values();
}

/** What a step writes into the row of the run. The result of the delivery test has the stages, so the row needs none then. */
function stepOf({ results, stages, isLast }: RunProgress): Step {
  const end = isLast ? endOfRun : '';
  if (results.some(({ kind }) => kind === CheckKind.EMAIL_DELIVERY)) return [`, stages = NULL ${end}`, []];
  return stages === undefined ? [end, []] : [`, stages = ? ${end}`, [JSON.stringify(stages)]];
}

function storeResults(manager: EntityManager, judged: readonly JudgedResult[]): Promise<void> {
  return insertRows(
    manager,
    'verification_results (run_id, kind, status, status_before, last_passed_at, result)',
    judged.map(({ run, result, before, lastPassedAt }) => [
      ...[run.rowId, result.kind, result.status, before.measured, lastPassedAt],
      JSON.stringify(result),
    ]),
  );
}

/** What the rows of the servers are to say of their checks. */
function shownChanges(judged: readonly JudgedResult[], rows: ReadonlyMap<number, CurrentRow>) {
  const runs = new Set(judged.map(({ run }) => run));
  return [...runs].flatMap((run) => {
    const before = rows.get(run.server.legacyId);
    const ofRun = judged.filter((each) => each.run === run);
    return before ? [{ before, columns: shownColumns(deliveryServerFromRow(before), run, ofRun) }] : [];
  });
}

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
  const checks = verification.checks.map((check) => {
    const found = news.find(({ kind }) => kind === check.kind);
    return found ? { ...check, status: found.status, source: VerificationSource.MEASURED } : check;
  });
  const measured = checks.filter(({ source }) => source === VerificationSource.MEASURED);
  // The same columns for every server, so that one statement writes them all.
  return {
    certificate_expires_at: verification.certificateExpiresAt,
    ...certificateColumns(judged.map(({ result }) => result)),
    ...Object.fromEntries(checks.map(({ kind, status }) => [checkColumns[kind], status])),
    check_measured: measured.map(({ kind }) => kind).join(','),
    check_source: overallSource(checks),
    check_last_checked_at: new Date(Math.max(...judged.map(({ result }) => result.checkedAt.getTime()))),
  };
}
