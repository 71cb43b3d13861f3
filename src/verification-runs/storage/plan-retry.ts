import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { caseOf } from '../../sql/case-of.js';
import { execute } from '../../sql/execute.js';
import type { CheckKind } from '../../verification/check.js';
import { type MeasuredCheck, retryTime } from '../verification-schedule.js';

interface ScheduledCheckRow extends MeasuredCheck, RowDataPacket {
  serverRowId: number;
  kind: CheckKind;
  intervalSeconds: number;
  now: Date;
}

interface CheckToRetry {
  serverRowId: number;
  kind: CheckKind;
  at: Date;
  isDue: boolean;
}

/**
 * The checks of servers that have a schedule, by the number of the server, each with the time at which it is made again. That
 * counts from the end of their run by the clock of the database, and whether it `isDue` is told by the same: those of
 * gateways may differ.
 */
export async function checksToRetry(
  manager: EntityManager,
  serverRowIds: readonly number[],
): Promise<CheckToRetry[]> {
  if (serverRowIds.length === 0) return [];
  const rows = await execute<ScheduledCheckRow[]>(
    manager,
    `SELECT s.delivery_server_id AS serverRowId, s.interval_seconds AS intervalSeconds, l.kind,
            l.status AS measured, l.settled_status AS settled,
            COALESCE(r.finished_at, l.checked_at) AS checkedAt, CURRENT_TIMESTAMP(3) AS now
     FROM verification_schedules s JOIN latest_checks l ON l.delivery_server_id = s.delivery_server_id
       LEFT JOIN verification_runs r ON r.id = l.run_id
     WHERE s.delivery_server_id IN (?) AND l.status IN ('FAIL', 'ERROR')
     ORDER BY s.delivery_server_id, l.kind`,
    [serverRowIds],
  );
  return rows.flatMap((row) => {
    const at = retryTime(row, row.intervalSeconds);
    return at === null ? [] : [{ serverRowId: row.serverRowId, kind: row.kind, at, isDue: at <= row.now }];
  });
}

/** Has the schedules of servers come back to the checks that do not pass. To be called when their runs are over. */
export async function planRetries(manager: EntityManager, serverRowIds: readonly number[]): Promise<void> {
  if (serverRowIds.length === 0) return;
  const checks = await checksToRetry(manager, serverRowIds);
  const retryAt = caseOf(
    'delivery_server_id',
    serverRowIds.map((serverRowId) => {
      const times = checks.filter((each) => each.serverRowId === serverRowId).map(({ at }) => at.getTime());
      return [serverRowId, times.length > 0 ? new Date(Math.min(...times)) : null];
    }),
  );
  // Looked up one by one: a walk through the table would wait for rows that others hold.
  await execute<ResultSetHeader>(
    manager,
    `UPDATE verification_schedules FORCE INDEX (PRIMARY)
     SET retry_at = ${retryAt.sql}, next_at = LEAST(due_at, COALESCE(retry_at, due_at))
     WHERE delivery_server_id IN (?)`,
    [...retryAt.values, serverRowIds],
  );
}
