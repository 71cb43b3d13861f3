import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { gatewayAuthor } from '../../audit/author.js';
import { execute } from '../../sql/execute.js';
import { isTrue } from '../../sql/row-values.js';
import type { CheckKind } from '../../verification/check.js';
import type { RunPlan } from '../run-plan.js';
import { checksToRetry } from './plan-retry.js';
import { activeRuns, insertRuns, type LockedServer } from './request-runs.js';

interface DueRow extends RowDataPacket {
  serverRowId: number;
  /** Whether all its checks are due, or only those that did not pass. */
  isWhole: number;
}

/**
 * Queues runs of the servers that are due, the longest due first, as far as the queue has room, and plans each of them anew.
 * All by the clock of the database, and without waiting for what another gateway is about to queue.
 * @param plan what is done when all checks are due
 * @param maxQueued with this many queued, also such as somebody asked for, no more are
 * @returns how many were queued
 */
export async function queueDueRuns(
  manager: EntityManager,
  plan: RunPlan,
  maxQueued: number,
): Promise<number> {
  const due = await lockDue(manager, maxQueued - (await countQueued(manager, maxQueued)));
  const free = await lockFreeServers(
    manager,
    due.map(({ serverRowId }) => serverRowId),
  );
  if (free.length === 0) return 0;
  const author = gatewayAuthor('schedule');
  const wholeIds = new Set(
    due.filter(({ isWhole }) => isTrue(isWhole)).map(({ serverRowId }) => serverRowId),
  );
  const whole = free.filter(({ id }) => wholeIds.has(id));
  const others = free.filter(({ id }) => !wholeIds.has(id));
  if (whole.length > 0) await insertRuns(manager, whole, plan, author);
  const retries = await retriesOf(manager, others);
  for (const { servers, checks } of retries) await insertRuns(manager, servers, { ...plan, checks }, author);
  // After the runs, so that none is counted for the interval before the one that it was made in.
  await moveOn(manager, whole, nextDue);
  await moveOn(manager, others, 'due_at');
  return whole.length + retries.reduce((sum, { servers }) => sum + servers.length, 0);
}

async function countQueued(manager: EntityManager, max: number): Promise<number> {
  const rows = await execute<RowDataPacket[]>(
    manager,
    `SELECT id FROM verification_runs FORCE INDEX (verification_runs_by_status)
     WHERE status = 'QUEUED' LIMIT ${Math.trunc(max)}`,
    [],
  );
  return rows.length;
}

async function lockDue(manager: EntityManager, limit: number): Promise<DueRow[]> {
  if (limit <= 0) return [];
  return execute<DueRow[]>(
    manager,
    `SELECT s.delivery_server_id AS serverRowId, s.due_at <= CURRENT_TIMESTAMP(3) AS isWhole
     FROM verification_schedules s FORCE INDEX (verification_schedules_by_next)
     WHERE s.next_at <= CURRENT_TIMESTAMP(3) AND NOT EXISTS (
       SELECT 1 FROM verification_runs r WHERE r.active_server_id = s.delivery_server_id)
     ORDER BY s.next_at LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`,
    [],
  );
}

/**
 * Those of the servers that nobody holds and that have no run that is not done. Whoever waited here would wait for one
 * that deletes a server, who waits for its place in the schedule.
 */
async function lockFreeServers(manager: EntityManager, rowIds: readonly number[]): Promise<LockedServer[]> {
  if (rowIds.length === 0) return [];
  const servers = await execute<(LockedServer & RowDataPacket)[]>(
    manager,
    `SELECT id, version, name FROM delivery_servers FORCE INDEX (PRIMARY)
     WHERE id IN (?) ORDER BY id FOR UPDATE SKIP LOCKED`,
    [rowIds],
  );
  if (servers.length === 0) return [];
  const active = await activeRuns(
    manager,
    servers.map(({ id }) => id),
  );
  return servers.filter(({ id }) => !active.has(id));
}

interface Retry {
  servers: LockedServer[];
  checks: CheckKind[];
}

/** Which checks to make again, with the servers that have the same together. */
async function retriesOf(manager: EntityManager, servers: readonly LockedServer[]): Promise<Retry[]> {
  const checks = (
    await checksToRetry(
      manager,
      servers.map(({ id }) => id),
    )
  ).filter(({ isDue }) => isDue);
  const retries = new Map<string, Retry>();
  for (const server of servers) {
    const kinds = checks.filter(({ serverRowId }) => serverRowId === server.id).map(({ kind }) => kind);
    if (kinds.length === 0) continue;
    const retry = retries.get(kinds.join()) ?? { servers: [], checks: kinds };
    retry.servers.push(server);
    retries.set(kinds.join(), retry);
  }
  return [...retries.values()];
}

/** The first time after now that is whole intervals after the one before. */
const nextDue = `due_at + INTERVAL interval_seconds
  * (1 + FLOOR(TIMESTAMPDIFF(MICROSECOND, due_at, CURRENT_TIMESTAMP(3)) / (interval_seconds * 1000000))) SECOND`;

async function moveOn(
  manager: EntityManager,
  servers: readonly LockedServer[],
  dueAt: string,
): Promise<void> {
  if (servers.length === 0) return;
  await execute(
    manager,
    `UPDATE verification_schedules SET due_at = ${dueAt}, retry_at = NULL, next_at = due_at
     WHERE delivery_server_id IN (?)`,
    [servers.map(({ id }) => id)],
  );
}
