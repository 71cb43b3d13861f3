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
import { changeOfStep, endOfRun, takeStep } from './hold-runs.js';
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
    runGroup: async (manager, all) => {
      const rows = await lockServers(manager, all, lockFreeRows);
      const free = all.filter(
        (progress) => !tellsOfServer(progress) || rows.has(progress.run.server.legacyId),
      );
      const stored = await saveAll(manager, free, rows);
      return all.map((progress) => stored.get(progress) ?? null);
    },
    runOne: async (manager, progress) => {
      const stored = await saveAll(manager, [progress], await lockServers(manager, [progress], lockRows));
      return stored.get(progress) ?? false;
    },
  });
}

/** Holds the servers of which something is told. Before the runs: that is the order in which a deletion takes them. */
function lockServers(
  manager: EntityManager,
  all: readonly RunProgress[],
  lock: typeof lockRows,
): Promise<Map<number, CurrentRow>> {
  return lock(
    manager,
    all.filter(tellsOfServer).map(({ run }) => run.server.legacyId),
  );
}

/** Whether more is told than how far the delivery test is. */
function tellsOfServer({ results, isLast }: RunProgress): boolean {
  return results.length > 0 || isLast;
}

/**
 * Stores what came of runs, in them and as the newest that is known of their servers. That changes neither the version of a
 * server nor when it was changed: whoever edits it shall not be stopped by a check.
 * @param rows the servers of which something is told
 * @returns for each whether its run was still held
 */
async function saveAll(
  manager: EntityManager,
  all: readonly RunProgress[],
  rows: ReadonlyMap<number, CurrentRow>,
): Promise<Map<RunProgress, boolean>> {
  const versions = await takeSteps(manager, all);
  const taken = all.filter((progress) => versions.has(progress));
  const judged = await judgeResults(manager, taken);
  await storeResults(manager, judged);
  await storeLatest(manager, judged);
  await updateRows(manager, shownChanges(judged, rows));
  const transitions = await recordTransitions(manager, judged, rows);
  await planRetries(
    manager,
    taken.filter(({ isLast }) => isLast).map(({ run }) => run.server.legacyId),
  );
  const steps = [...versions].map(([{ run }, version]) => changeOfStep(run, version));
  await recordChanges(manager, ...transitions, ...steps);
  return new Map(all.map((progress) => [progress, versions.has(progress)]));
}

/** Makes a step of each run that is still held. In the order of their numbers, so that two who do cannot wait in a ring. */
async function takeSteps(
  manager: EntityManager,
  all: readonly RunProgress[],
): Promise<Map<RunProgress, number>> {
  const versions = new Map<RunProgress, number>();
  for (const progress of all.toSorted((one, other) => one.run.rowId - other.run.rowId)) {
    const version = await takeStep(manager, progress.run, ...stepOf(progress));
    if (version !== null) versions.set(progress, version);
  }
  return versions;
}

/** What a step writes into the row of the run. The result of the delivery test has the stages, so the row needs none then. */
function stepOf({ results, stages, isLast }: RunProgress): [assignments: string, values: SqlScalar[]] {
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
