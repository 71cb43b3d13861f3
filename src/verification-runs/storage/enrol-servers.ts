import type { EntityManager } from 'typeorm';
import { never } from '../../delivery-servers/verify-every.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';

const maxAtOnce = 200;

interface Misplaced {
  serverRowId: number;
  /** Null for a server that is not to be verified. */
  intervalSeconds: number | null;
}

/** What a server says itself, in seconds, else what the gateway says. The index has all of it. */
const interval = `CASE
  WHEN s.verify_every IS NULL THEN ?
  WHEN s.verify_every = '${never}' THEN NULL
  ELSE CAST(LEFT(s.verify_every, CHAR_LENGTH(s.verify_every) - 1) AS UNSIGNED)
    * CASE RIGHT(s.verify_every, 1) WHEN 's' THEN 1 WHEN 'm' THEN 60 WHEN 'h' THEN 3600 ELSE 86400 END END`;

/**
 * Gives every server its place in the schedule: one that has none, or another interval than before, a place by chance
 * within its interval, so that they are spread whenever they came. Takes out those that are not to be verified any more.
 * @param everySeconds for servers that do not say it themselves; null for never
 */
export async function enrolServers(
  read: Read,
  transact: Transact,
  everySeconds: number | null,
): Promise<void> {
  for (let found = maxAtOnce; found === maxAtOnce; ) {
    const misplaced = await read<Misplaced>(
      `SELECT s.id AS serverRowId, ${interval} AS intervalSeconds
       FROM delivery_servers s LEFT JOIN verification_schedules v ON v.delivery_server_id = s.id
       WHERE NOT (v.interval_seconds <=> ${interval}) LIMIT ${maxAtOnce}`,
      [everySeconds, everySeconds],
    );
    found = misplaced.length;
    if (found > 0) await transact((manager) => place(manager, misplaced));
  }
}

async function place(manager: EntityManager, misplaced: readonly Misplaced[]): Promise<void> {
  const inOrder = misplaced.toSorted((a, b) => a.serverRowId - b.serverRowId);
  const leaving = inOrder.filter(({ intervalSeconds }) => intervalSeconds === null);
  if (leaving.length > 0)
    await execute(manager, 'DELETE FROM verification_schedules WHERE delivery_server_id IN (?)', [
      leaving.map(({ serverRowId }) => serverRowId),
    ]);
  for (const { serverRowId, intervalSeconds } of inOrder) {
    if (intervalSeconds === null) continue;
    const microseconds = Math.floor(Math.random() * Number(intervalSeconds) * 1_000_000);
    // Left alone when another gateway was faster, or it would be verified twice; skipped when the server is gone.
    await execute(
      manager,
      `INSERT IGNORE INTO verification_schedules (delivery_server_id, interval_seconds, due_at, next_at)
       VALUES (?, ?, CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND, CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND)
       ON DUPLICATE KEY UPDATE
         due_at = CASE WHEN interval_seconds = VALUES(interval_seconds) THEN due_at ELSE VALUES(due_at) END,
         retry_at = CASE WHEN interval_seconds = VALUES(interval_seconds) THEN retry_at END,
         next_at = LEAST(due_at, COALESCE(retry_at, due_at)),
         interval_seconds = VALUES(interval_seconds)`,
      [serverRowId, Number(intervalSeconds), microseconds, microseconds],
    );
  }
}
