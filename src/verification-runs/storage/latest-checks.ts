import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { padToPowerOfTwo } from '../../sql/expand-lists.js';
import { insertRows } from '../../sql/insert-rows.js';
import { type CheckKind, type CheckStatus, hasPassed } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import { type SettledCheck, settleCheck, unsettled } from '../settle-check.js';
import type { ClaimedRun } from './claim-runs.js';

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
  run: ClaimedRun;
  result: CheckResult;
  before: KnownCheck;
  settled: SettledCheck;
  lastPassedAt: Date | null;
}

const nothingKnown: KnownCheck = { ...unsettled, runRowId: null, measured: null, lastPassedAt: null };

interface LatestRow extends KnownCheck, RowDataPacket {
  serverRowId: number;
  kind: CheckKind;
}

/** Judges the results of runs by what was known before; left out are those that are stored already. */
export async function judgeResults(
  manager: EntityManager,
  all: readonly { run: ClaimedRun; results: readonly CheckResult[] }[],
): Promise<JudgedResult[]> {
  const measured = all.filter(({ results }) => results.length > 0);
  if (measured.length === 0) return [];
  const rows = await execute<LatestRow[]>(
    manager,
    `SELECT delivery_server_id AS serverRowId, kind, run_id AS runRowId, status AS measured,
            last_passed_at AS lastPassedAt, settled_status AS status, settled_since AS since,
            failing_since AS failingSince
     FROM latest_checks WHERE delivery_server_id IN (?)`,
    [measured.map(({ run }) => run.server.legacyId)],
  );
  const known = new Map(rows.map((row) => [keyOf(row.serverRowId, row.kind), row]));
  return measured.flatMap(({ run, results }) =>
    results.flatMap((result) => {
      const before = known.get(keyOf(run.server.legacyId, result.kind)) ?? nothingKnown;
      // For instance by a commit whose answer did not come.
      if (before.runRowId === run.rowId) return [];
      const lastPassedAt = hasPassed(result.status) ? result.checkedAt : before.lastPassedAt;
      return [{ run, result, before, settled: settleCheck(before, result), lastPassedAt }];
    }),
  );
}

function keyOf(serverRowId: number, kind: CheckKind): string {
  return `${serverRowId} ${kind}`;
}

/** Stores results as the newest that are known of their servers. */
export async function storeLatest(manager: EntityManager, judged: readonly JudgedResult[]): Promise<void> {
  if (judged.length === 0) return;
  await insertRows(
    manager,
    `latest_checks (delivery_server_id, kind, run_id, status, checked_at, last_passed_at,
       settled_status, settled_since, failing_since)`,
    judged.map(({ run, result: { kind, status, checkedAt }, lastPassedAt, settled }) => [
      ...[run.server.legacyId, kind, run.rowId, status, checkedAt, lastPassedAt],
      ...[settled.status, settled.since, settled.failingSince],
    ]),
    `ON DUPLICATE KEY UPDATE run_id = VALUES(run_id), status = VALUES(status), checked_at = VALUES(checked_at),
       last_passed_at = VALUES(last_passed_at), settled_status = VALUES(settled_status),
       settled_since = VALUES(settled_since), failing_since = VALUES(failing_since)`,
  );
  await deleteFindings(manager, judged);
  const found = judged.flatMap(({ run, result: { kind, findings } }) =>
    [...new Set(findings.map(({ code }) => code))].map((code) => [run.server.legacyId, kind, code]),
  );
  await insertRows(manager, 'latest_findings (delivery_server_id, kind, code)', found);
}

async function deleteFindings(manager: EntityManager, judged: readonly JudgedResult[]): Promise<void> {
  const checks = padToPowerOfTwo(judged);
  // Looked up one by one: a walk through the table would wait for rows that others hold.
  await execute(
    manager,
    `DELETE f FROM latest_findings f FORCE INDEX (PRIMARY)
     WHERE ${checks.map(() => '(f.delivery_server_id = ? AND f.kind = ?)').join(' OR ')}`,
    checks.flatMap(({ run, result }) => [run.server.legacyId, result.kind]),
  );
}
