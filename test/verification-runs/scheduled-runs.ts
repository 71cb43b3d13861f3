import { expect, vi } from 'vitest';
import type { TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { doneRun, rowOf } from './runs.js';

/** Makes a run as the schedule has one made. */
export async function measureAsScheduled(app: TestApp, id: string, checks: readonly string[]) {
  await app.sql(
    `INSERT INTO verification_runs (delivery_server_id, delivery_server_version, active_server_id, trigger_kind, checks)
     VALUES (?, 1, ?, 'SCHEDULED', ?)`,
    [rowOf(id), rowOf(id), checks.join(',')],
  );
  const [row] = await app.sql('SELECT id FROM verification_runs WHERE active_server_id = ?', [rowOf(id)]);
  return doneRun(app, `vr_${row.id}`);
}

/** Has what is known of the checks of a server be older by so many minutes. */
export async function passed(database: Pick<TestApp, 'sql'>, id: string, minutes: number): Promise<void> {
  await database.sql(
    `UPDATE latest_checks SET failing_since = failing_since - INTERVAL ? MINUTE,
       settled_since = settled_since - INTERVAL ? MINUTE WHERE delivery_server_id = ?`,
    [minutes, minutes, rowOf(id)],
  );
}

/** The place of a server in the schedule; null when it has none. */
export async function scheduleOf(database: Pick<TestDatabase, 'sql'>, id: string) {
  const [row] = await database.sql<{
    intervalSeconds: number;
    dueAt: Date;
    retryAt: Date | null;
    nextAt: Date;
  }>(
    `SELECT interval_seconds AS intervalSeconds, due_at AS dueAt, retry_at AS retryAt, next_at AS nextAt
     FROM verification_schedules WHERE delivery_server_id = ?`,
    [rowOf(id)],
  );
  return row ?? null;
}

/** Lets a server be due since so many seconds, as soon as it has its place, and gives the time at which it was. */
export async function due(database: TestDatabase, id: string, seconds = 1): Promise<Date> {
  await vi.waitFor(async () => expect(await scheduleOf(database, id)).not.toBeNull(), 20_000);
  const [row] = await database.sql<{ at: Date }>('SELECT CURRENT_TIMESTAMP(3) - INTERVAL ? SECOND AS at', [
    seconds,
  ]);
  const at = row?.at as Date;
  await database.sql(
    'UPDATE verification_schedules SET due_at = ?, retry_at = NULL, next_at = ? WHERE delivery_server_id = ?',
    [at, at, rowOf(id)],
  );
  return at;
}

/** The runs that the schedule has had made of a server, in their order. */
export function scheduledRuns(database: Pick<TestDatabase, 'sql'>, id: string) {
  return database.sql<{ id: number; checks: string; delivery_mode: string | null; recipient: string | null }>(
    `SELECT id, checks, delivery_mode, recipient FROM verification_runs
     WHERE delivery_server_id = ? AND trigger_kind = 'SCHEDULED' ORDER BY id`,
    [rowOf(id)],
  );
}
