import type { CheckKind, CheckStatus } from '../../verification/check.js';
import type { CheckTransition } from '../check-transition.js';

export interface CheckTransitionRow {
  id: number;
  delivery_server_id: number;
  run_id: number;
  kind: CheckKind;
  from_status: CheckStatus;
  to_status: CheckStatus;
  since: Date;
  finding: string | null;
  occurred_at: Date;
}

export const transitionColumns =
  'id, delivery_server_id, run_id, kind, from_status, to_status, since, finding, occurred_at';

export function transitionFromRow(row: CheckTransitionRow): CheckTransition {
  return {
    rowId: row.id,
    deliveryServerRowId: row.delivery_server_id,
    runRowId: row.run_id,
    kind: row.kind,
    from: row.from_status,
    to: row.to_status,
    since: row.since,
    finding: row.finding === null ? null : JSON.parse(row.finding),
    occurredAt: row.occurred_at,
  };
}
