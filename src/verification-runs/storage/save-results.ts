import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import {
  type DeliveryServer,
  overallSource,
  VerificationSource,
} from '../../delivery-servers/delivery-server.js';
import { checkColumns } from '../../delivery-servers/storage/check-columns.js';
import type { ColumnValues } from '../../delivery-servers/storage/delivery-server.columns.js';
import { lockDeliveryServer } from '../../delivery-servers/storage/lock-delivery-server.js';
import { updateRow } from '../../delivery-servers/storage/write-delivery-server.js';
import { execute } from '../../sql/execute.js';
import type { SqlScalar } from '../../sql/expand-lists.js';
import { type CheckKind, type CheckStatus, hasPassed } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { ClaimedRun } from './claim-runs.js';
import { endOfRun, recordStep, takeStep } from './hold-runs.js';

/**
 * Stores the results of some checks, in the run and as the newest that are known of the server. That changes neither the
 * version of the server nor when it was changed: whoever edits it shall not be stopped by a check.
 * @param isLast ends the run, and lets its server have another one
 * @returns false when the run is another gateway's by now, over, or gone with its server
 */
export async function saveResults(
  manager: EntityManager,
  run: ClaimedRun,
  results: readonly CheckResult[],
  isLast: boolean,
): Promise<boolean> {
  // Before the run: that is the order in which a deletion takes them.
  const { current } = await lockDeliveryServer(manager, { id: run.server.id });
  const version = await takeStep(manager, run, isLast ? endOfRun : '');
  if (current === null || version === null) return false;
  const latest = await latestChecks(manager, current.legacyId);
  // Others are stored already, by a commit whose answer did not come.
  const fresh = results.filter(({ kind }) => latest.get(kind)?.runRowId !== run.rowId);
  if (fresh.length > 0) {
    await storeResults(manager, run, fresh, latest);
    await updateRow(manager, current.legacyId, newestColumns(current, fresh));
  }
  await recordStep(manager, run, version);
  return true;
}

interface LatestRow extends RowDataPacket {
  kind: CheckKind;
  runRowId: number;
  status: CheckStatus;
  lastPassedAt: Date | null;
}

async function latestChecks(
  manager: EntityManager,
  serverRowId: number,
): Promise<ReadonlyMap<CheckKind, LatestRow>> {
  const rows = await execute<LatestRow[]>(
    manager,
    `SELECT kind, run_id AS runRowId, status, last_passed_at AS lastPassedAt
     FROM latest_checks WHERE delivery_server_id = ?`,
    [serverRowId],
  );
  return new Map(rows.map((row) => [row.kind, row]));
}

async function storeResults(
  manager: EntityManager,
  { rowId, server: { legacyId } }: ClaimedRun,
  results: readonly CheckResult[],
  latest: ReadonlyMap<CheckKind, LatestRow>,
): Promise<void> {
  const lastPassedAt = ({ kind, status, checkedAt }: CheckResult) =>
    hasPassed(status) ? checkedAt : (latest.get(kind)?.lastPassedAt ?? null);
  const insert = (table: string, rows: readonly (readonly SqlScalar[])[], onDuplicate = '') =>
    execute(
      manager,
      `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')} ${onDuplicate}`,
      rows.flat(),
    );
  await insert(
    'verification_results (run_id, kind, status, status_before, last_passed_at, result)',
    results.map((result) => {
      const { kind, status } = result;
      const statusBefore = latest.get(kind)?.status ?? null;
      return [rowId, kind, status, statusBefore, lastPassedAt(result), JSON.stringify(result)];
    }),
  );
  await insert(
    'latest_checks (delivery_server_id, kind, run_id, status, checked_at, last_passed_at)',
    results.map((result) => {
      const { kind, status, checkedAt } = result;
      return [legacyId, kind, rowId, status, checkedAt, lastPassedAt(result)];
    }),
    `ON DUPLICATE KEY UPDATE run_id = VALUES(run_id), status = VALUES(status), checked_at = VALUES(checked_at),
       last_passed_at = VALUES(last_passed_at)`,
  );
  await execute(manager, 'DELETE FROM latest_findings WHERE delivery_server_id = ? AND kind IN (?)', [
    legacyId,
    results.map(({ kind }) => kind),
  ]);
  const found = results.flatMap(({ kind, findings }) =>
    [...new Set(findings.map(({ code }) => code))].map((code) => [legacyId, kind, code]),
  );
  if (found.length > 0) await insert('latest_findings (delivery_server_id, kind, code)', found);
}

/** What the row of the server says of its checks. */
function newestColumns({ verification }: DeliveryServer, results: readonly CheckResult[]): ColumnValues {
  const checks = verification.checks.map((check) =>
    results.some(({ kind }) => kind === check.kind)
      ? { ...check, source: VerificationSource.MEASURED }
      : check,
  );
  const measured = checks.filter(({ source }) => source === VerificationSource.MEASURED);
  return {
    ...Object.fromEntries(results.map(({ kind, status }) => [checkColumns[kind], status])),
    check_measured: measured.map(({ kind }) => kind).join(','),
    check_source: overallSource(checks),
    check_last_checked_at: new Date(Math.max(...results.map(({ checkedAt }) => checkedAt.getTime()))),
  };
}
