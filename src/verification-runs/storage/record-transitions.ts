import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { type Change, ChangeKind, ChangeSubject } from '../../events/change.js';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { type CheckKind, CheckStatus } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import { type CheckTransition, topicOf } from '../check-transition.js';
import type { JudgedResult } from './latest-checks.js';

type Versioned = Pick<DeliveryServer, 'version'>;

interface TransitionRow extends RowDataPacket {
  id: number;
  serverRowId: number;
  runRowId: number;
  kind: CheckKind;
  to: CheckStatus;
}

/**
 * Notes which checks turned to another settled status.
 * @param servers as they are now
 * @returns what subscribers are to be told of that
 */
export async function recordTransitions(
  manager: EntityManager,
  judged: readonly JudgedResult[],
  servers: ReadonlyMap<number, Versioned>,
): Promise<Change[]> {
  const turned = judged.filter(({ before, settled }) => before.status !== settled.status);
  if (turned.length === 0) return [];
  await insertRows(
    manager,
    'check_transitions (delivery_server_id, run_id, kind, from_status, to_status, since, finding)',
    turned.map(({ run, result, before, settled }) => [
      ...[run.server.legacyId, run.rowId, result.kind, before.status, settled.status, settled.since],
      findingText(result),
    ]),
  );
  // Numbers of one statement need not follow each other where several database nodes give them away.
  const rows = await execute<TransitionRow[]>(
    manager,
    `SELECT id, delivery_server_id AS serverRowId, run_id AS runRowId, kind, to_status AS \`to\`
     FROM check_transitions WHERE run_id IN (?) ORDER BY id`,
    [turned.map(({ run }) => run.rowId)],
  );
  const isNew = (row: TransitionRow) =>
    turned.some(({ run, result }) => run.rowId === row.runRowId && result.kind === row.kind);
  return rows.filter(isNew).map(({ id, serverRowId, kind, to }) => ({
    subject: ChangeSubject.DELIVERY_SERVER,
    kind: ChangeKind.CHECK_CHANGED,
    version: (servers.get(serverRowId) as Versioned).version,
    rowId: serverRowId,
    detail: { rowId: id, topic: topicOf(kind, to) },
  }));
}

function findingText({ status, findings }: CheckResult): string | null {
  if (status === CheckStatus.PASS) return null;
  const worst = findings.find(({ severity }) => CheckStatus[severity as keyof typeof CheckStatus] === status);
  if (worst === undefined) return null;
  const { severity, code, message } = worst;
  return JSON.stringify({ severity, code, message } satisfies CheckTransition['finding']);
}
