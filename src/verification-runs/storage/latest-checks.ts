import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { type CheckKind, type CheckStatus, hasPassed } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import { type SettledCheck, settleCheck, unsettled } from '../settle-check.js';

/** What was known of a check before a measurement. */
export interface KnownCheck extends SettledCheck {
  /** The run that has measured it; null when none has. */
  runRowId: number | null;
  /** What that run found. */
  measured: CheckStatus | null;
  lastPassedAt: Date | null;
}

/** A measurement, and what it makes of that. */
export interface JudgedResult {
  result: CheckResult;
  before: KnownCheck;
  settled: SettledCheck;
  lastPassedAt: Date | null;
}

const nothingKnown: KnownCheck = { ...unsettled, runRowId: null, measured: null, lastPassedAt: null };

interface LatestRow extends KnownCheck, RowDataPacket {
  kind: CheckKind;
}

/** Judges the results of a run by what was known before; left out are those that are stored already. */
export async function judgeResults(
  manager: EntityManager,
  serverRowId: number,
  runRowId: number,
  results: readonly CheckResult[],
): Promise<JudgedResult[]> {
  const rows = await execute<LatestRow[]>(
    manager,
    `SELECT kind, run_id AS runRowId, status AS measured, last_passed_at AS lastPassedAt,
            settled_status AS status, settled_since AS since, failing_since AS failingSince
     FROM latest_checks WHERE delivery_server_id = ?`,
    [serverRowId],
  );
  const known = new Map(rows.map((row) => [row.kind, row]));
  return results.flatMap((result) => {
    const before = known.get(result.kind) ?? nothingKnown;
    // By a commit whose answer did not come.
    if (before.runRowId === runRowId) return [];
    const lastPassedAt = hasPassed(result.status) ? result.checkedAt : before.lastPassedAt;
    return [{ result, before, settled: settleCheck(before, result), lastPassedAt }];
  });
}

/** Stores results as the newest that are known of a server. */
export async function storeLatest(
  manager: EntityManager,
  serverRowId: number,
  runRowId: number,
  judged: readonly JudgedResult[],
): Promise<void> {
  await insertRows(
    manager,
    `latest_checks (delivery_server_id, kind, run_id, status, checked_at, last_passed_at,
       settled_status, settled_since, failing_since)`,
    judged.map(({ result: { kind, status, checkedAt }, lastPassedAt, settled }) => [
      ...[serverRowId, kind, runRowId, status, checkedAt, lastPassedAt],
      ...[settled.status, settled.since, settled.failingSince],
    ]),
    `ON DUPLICATE KEY UPDATE run_id = VALUES(run_id), status = VALUES(status), checked_at = VALUES(checked_at),
       last_passed_at = VALUES(last_passed_at), settled_status = VALUES(settled_status),
       settled_since = VALUES(settled_since), failing_since = VALUES(failing_since)`,
  );
  await execute(manager, 'DELETE FROM latest_findings WHERE delivery_server_id = ? AND kind IN (?)', [
    serverRowId,
    judged.map(({ result }) => result.kind),
  ]);
  const found = judged.flatMap(({ result: { kind, findings } }) =>
    [...new Set(findings.map(({ code }) => code))].map((code) => [serverRowId, kind, code]),
  );
  await insertRows(manager, 'latest_findings (delivery_server_id, kind, code)', found);
}
