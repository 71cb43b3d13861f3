import type { TestApp } from '../support/test-app.js';
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
