import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import type { AuditedObject } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import type { Sight } from '../../caller/sight.js';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import { globalId } from '../../problems/global-id.js';
import { lockSeen } from '../../sight/seen-servers.js';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { CheckKind } from '../../verification/check.js';
import { type RunPlan, sendsMessage } from '../run-plan.js';
import type { VerificationRun } from '../verification-run.js';
import { kindsFromSet, runColumns, runFromRow, type VerificationRunRow } from './verification-run.row.js';

export interface LockedServer {
  id: number;
  version: number;
  name: string;
}

/**
 * Those of the servers that are there and in sight, locked in the order of their numbers as every such list is. Whoever adds a run holds
 * its server, so nobody adds another one meanwhile.
 */
export async function lockServers(
  manager: EntityManager,
  rowIds: readonly number[],
  sight: Sight,
): Promise<Map<number, LockedServer>> {
  return lockSeen(manager, sight, rowIds, async (seen) => {
    if (seen.length === 0) return new Map();
    const rows = await execute<(LockedServer & RowDataPacket)[]>(
      manager,
      'SELECT id, version, name FROM delivery_servers FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE',
      [seen],
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** A run that is not done. */
export interface ActiveRun extends VerificationRun {
  /** Those that it makes. */
  requestedChecks: readonly CheckKind[];
}

/** The runs of these servers that are not done, by the number of the server. */
export async function activeRuns(
  manager: EntityManager,
  serverRowIds: readonly number[],
): Promise<Map<number, ActiveRun>> {
  const rows = await execute<(VerificationRunRow & { checks: string } & RowDataPacket)[]>(
    manager,
    `SELECT ${runColumns}, checks FROM verification_runs WHERE active_server_id IN (?)`,
    [serverRowIds],
  );
  return new Map(rows.map((row) => [row.delivery_server_id, activeRunFromRow(row)]));
}

function activeRunFromRow(row: VerificationRunRow & { checks: string }): ActiveRun {
  return { ...runFromRow(row), requestedChecks: kindsFromSet(row.checks) };
}

/** Adds a run for each of these servers, none of which has one that is not done. */
export async function insertRuns(
  manager: EntityManager,
  servers: readonly LockedServer[],
  plan: RunPlan,
  author: Author,
): Promise<Map<number, ActiveRun>> {
  const { trigger, caller, checks, deliveryMode, recipient } = plan;
  const delivery = checks.includes(CheckKind.EMAIL_DELIVERY) ? [deliveryMode, recipient] : [null, null];
  await insertRows(
    manager,
    `verification_runs (delivery_server_id, delivery_server_version, active_server_id, trigger_kind, caller,
       checks, delivery_mode, recipient)`,
    servers.map(({ id, version }) => [id, version, id, trigger, caller, checks.join(','), ...delivery]),
  );
  const changes = [
    { field: 'checks', from: null, to: checks.join(', ') },
    ...(sendsMessage(plan) ? [{ field: 'recipient', from: null, to: recipient }] : []),
  ];
  const started = { author, action: AuditAction.VERIFICATION_STARTED, changes };
  await recordAudit(manager, ...servers.map((server) => ({ ...started, object: auditedServer(server) })));
  const runs = await activeRuns(
    manager,
    servers.map(({ id }) => id),
  );
  const created = { subject: ChangeSubject.VERIFICATION_RUN, kind: ChangeKind.CREATED, version: 1 };
  await recordChanges(manager, ...[...runs.values()].map(({ rowId }) => ({ ...created, rowId })));
  return runs;
}

/** As the audit trail names it. */
export function auditedServer({ id, name }: LockedServer): AuditedObject {
  return { id: globalId('ds', id), name };
}
