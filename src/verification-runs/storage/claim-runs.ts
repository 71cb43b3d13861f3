import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { recordChanges } from '../../events/record-changes.js';
import { caseOf } from '../../sql/case-of.js';
import { execute } from '../../sql/execute.js';
import type { SqlValue } from '../../sql/expand-lists.js';
import type { CheckKind } from '../../verification/check.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import type { VerificationTrigger } from '../verification-run.js';
import { changeOfStep, type HeldRun } from './hold-runs.js';
import { readServersWithPasswords, type ServerWithPassword } from './read-servers-with-passwords.js';
import { kindsFromSet, stagesFromColumn } from './verification-run.row.js';

/** A run to be made. */
export interface ClaimedRun extends HeldRun, ServerWithPassword {
  trigger: VerificationTrigger;
  /** Who asked for it; null for the schedule. */
  caller: string | null;
  /** The checks that have no result yet. */
  missing: readonly CheckKind[];
  deliveryMode: DeliveryMode;
  /** Who gets the message of the delivery test; null when nobody is known. */
  recipient: string | null;
  /** How far the delivery test of a gateway that died has come; null when none was begun. */
  stages: readonly SmtpStage[] | null;
}

interface OpenRow extends RowDataPacket {
  id: number;
  serverId: number;
  trigger: VerificationTrigger;
  caller: string | null;
  checks: string;
  mode: DeliveryMode | null;
  recipient: string | null;
  stages: string | null;
  version: number;
  attempts: number;
}

/** A run that is queued, or whose gateway has let it go or has not been heard of for too long. */
const isQueued = "status = 'QUEUED'";
const isLeft = "status = 'RUNNING' AND (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP(3))";
export const isOpen = `(${isQueued} OR (${isLeft}))`;

/**
 * Takes up to so many runs for a gateway: first those that somebody has left, then those that are queued. Of both, the oldest
 * that somebody asked for come before those of the schedule.
 * @param takesScheduled whether any of the schedule is taken
 * @param fullCallers of whom nothing is taken, also of what was left
 */
export async function claimRuns(
  manager: EntityManager,
  gatewayId: string,
  leaseMilliseconds: number,
  limit: number,
  takesScheduled = true,
  fullCallers: readonly string[] = [],
): Promise<ClaimedRun[]> {
  const wanted = [
    takesScheduled ? '' : "AND trigger_kind = 'REQUESTED'",
    fullCallers.length > 0 ? 'AND (caller IS NULL OR caller NOT IN (?))' : '',
  ].join(' ');
  const values = fullCallers.length > 0 ? [fullCallers] : [];
  const left = await lockRuns(manager, `${isLeft} ${wanted}`, values, limit);
  const rest = limit - left.length;
  const queued = rest > 0 ? await lockRuns(manager, `${isQueued} ${wanted}`, values, rest) : [];
  const rows = [...left, ...queued];
  if (rows.length === 0) return [];
  const servers = await readServersWithPasswords(
    manager,
    rows.map(({ serverId }) => serverId),
  );
  // A gateway that is stopped does not count its attempt, but what it has stored stays.
  const done = await doneKinds(
    manager,
    left.map(({ id }) => id),
  );
  const claimed = rows.map((row) => ({
    rowId: row.id,
    gatewayId,
    attempt: row.attempts + 1,
    ...(servers.get(row.serverId) as ServerWithPassword),
    trigger: row.trigger,
    caller: row.caller,
    missing: kindsFromSet(row.checks).filter((kind) => !done.get(row.id)?.includes(kind)),
    // Runs of an earlier release have none, and make no delivery test.
    deliveryMode: row.mode ?? DeliveryMode.AUTH,
    recipient: row.recipient,
    stages: stagesFromColumn(row.stages),
  }));
  await holdRuns(manager, gatewayId, leaseMilliseconds, claimed);
  await recordChanges(manager, ...rows.map(({ id, version }) => changeOfStep({ rowId: id }, version + 1)));
  return claimed;
}

/** Without waiting for what another gateway is about to take. */
function lockRuns(
  manager: EntityManager,
  condition: string,
  values: readonly SqlValue[],
  limit: number,
): Promise<OpenRow[]> {
  return execute<OpenRow[]>(
    manager,
    `SELECT id, delivery_server_id AS serverId, trigger_kind AS \`trigger\`, caller, checks, version, attempts,
       delivery_mode AS mode, recipient, stages
     FROM verification_runs FORCE INDEX (verification_runs_by_status)
     WHERE ${condition} ORDER BY trigger_kind, id LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`,
    values,
  );
}

/** Of each of these runs what has a result. */
async function doneKinds(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<Map<number, CheckKind[]>> {
  const done = new Map<number, CheckKind[]>(rowIds.map((rowId) => [rowId, []]));
  if (rowIds.length === 0) return done;
  const rows = await execute<({ runRowId: number; kind: CheckKind } & RowDataPacket)[]>(
    manager,
    'SELECT run_id AS runRowId, kind FROM verification_results WHERE run_id IN (?)',
    [rowIds],
  );
  for (const { runRowId, kind } of rows) done.get(runRowId)?.push(kind);
  return done;
}

async function holdRuns(
  manager: EntityManager,
  gatewayId: string,
  leaseMilliseconds: number,
  runs: readonly ClaimedRun[],
): Promise<void> {
  const version = caseOf(
    'id',
    runs.map(({ rowId, server }) => [rowId, server.version]),
  );
  await execute(
    manager,
    `UPDATE verification_runs FORCE INDEX (PRIMARY)
     SET status = 'RUNNING', gateway_id = ?, attempts = attempts + 1, version = version + 1,
       lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND,
       delivery_server_version = ${version.sql},
       started_at = COALESCE(started_at, CURRENT_TIMESTAMP(3))
     WHERE id IN (?)`,
    [gatewayId, leaseMilliseconds * 1_000, ...version.values, runs.map(({ rowId }) => rowId)],
  );
}
