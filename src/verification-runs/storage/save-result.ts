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
import { type CheckKind, type CheckStatus, hasPassed } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { ClaimedRun } from './claim-runs.js';
import { recordStep, takeStep } from './hold-runs.js';

/**
 * Stores the result of one check, in the run and as the newest that is known of the server. That changes neither the version
 * of the server nor when it was changed: whoever edits it shall not be stopped by a check.
 * @returns false when the run is another gateway's by now, or gone with its server
 */
export async function saveResult(
  manager: EntityManager,
  run: ClaimedRun,
  result: CheckResult,
): Promise<boolean> {
  // Before the run: that is the order in which a deletion takes them.
  const { current } = await lockDeliveryServer(manager, { id: run.server.id });
  const version = await takeStep(manager, run);
  if (current === null || version === null) return false;
  const before = await latestCheck(manager, current.legacyId, result.kind);
  // Stored already, by a commit whose answer did not come.
  if (before?.runRowId === run.rowId) return true;
  await storeResult(manager, run, result, before);
  await updateRow(manager, current.legacyId, newestColumns(current, result));
  await recordStep(manager, run, version);
  return true;
}

interface LatestRow extends RowDataPacket {
  runRowId: number;
  status: CheckStatus;
  lastPassedAt: Date | null;
}

async function latestCheck(
  manager: EntityManager,
  serverRowId: number,
  kind: CheckKind,
): Promise<LatestRow | null> {
  const [row] = await execute<LatestRow[]>(
    manager,
    `SELECT run_id AS runRowId, status, last_passed_at AS lastPassedAt
     FROM latest_checks WHERE delivery_server_id = ? AND kind = ?`,
    [serverRowId, kind],
  );
  return row ?? null;
}

async function storeResult(
  manager: EntityManager,
  { rowId, server: { legacyId } }: ClaimedRun,
  result: CheckResult,
  before: LatestRow | null,
): Promise<void> {
  const { kind, status, checkedAt } = result;
  const lastPassedAt = hasPassed(status) ? checkedAt : (before?.lastPassedAt ?? null);
  await execute(
    manager,
    `INSERT INTO verification_results (run_id, kind, status, status_before, last_passed_at, result)
     VALUES (?, ?, ?, ?, ?, ?)`,
    [rowId, kind, status, before?.status ?? null, lastPassedAt, JSON.stringify(result)],
  );
  await execute(
    manager,
    `INSERT INTO latest_checks (delivery_server_id, kind, run_id, status, checked_at, last_passed_at)
     VALUES (?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE run_id = VALUES(run_id), status = VALUES(status), checked_at = VALUES(checked_at),
       last_passed_at = VALUES(last_passed_at)`,
    [legacyId, kind, rowId, status, checkedAt, lastPassedAt],
  );
  await execute(manager, 'DELETE FROM latest_findings WHERE delivery_server_id = ? AND kind = ?', [
    legacyId,
    kind,
  ]);
  const codes = [...new Set(result.findings.map(({ code }) => code))];
  if (codes.length === 0) return;
  await execute(
    manager,
    `INSERT INTO latest_findings (delivery_server_id, kind, code) VALUES ${codes.map(() => '(?, ?, ?)').join(', ')}`,
    codes.flatMap((code) => [legacyId, kind, code]),
  );
}

/** What the row of the server says of its checks. */
function newestColumns(
  { verification }: DeliveryServer,
  { kind, status, checkedAt }: CheckResult,
): ColumnValues {
  const measured = { kind, status, source: VerificationSource.MEASURED };
  const checks = verification.checks.map((check) => (check.kind === kind ? measured : check));
  return {
    [checkColumns[kind]]: status,
    check_measured: checks
      .filter(({ source }) => source === VerificationSource.MEASURED)
      .map((check) => check.kind)
      .join(','),
    check_source: overallSource(checks),
    check_last_checked_at: checkedAt,
  };
}
