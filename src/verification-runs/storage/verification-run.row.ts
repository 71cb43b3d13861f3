import { globalId } from '../../problems/global-id.js';
import { CheckKind, type CheckStatus } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import type {
  RunResult,
  VerificationRun,
  VerificationRunStatus,
  VerificationTrigger,
} from '../verification-run.js';

export interface VerificationRunRow {
  id: number;
  delivery_server_id: number;
  delivery_server_version: number;
  trigger_kind: VerificationTrigger;
  delivery_mode: DeliveryMode | null;
  recipient: string | null;
  /** JSON. */
  stages: string | null;
  status: VerificationRunStatus;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const runColumns = `id, delivery_server_id, delivery_server_version, trigger_kind, delivery_mode, recipient, stages,
  status, created_at, started_at, finished_at`;

export function runFromRow(row: VerificationRunRow): VerificationRun {
  return {
    id: globalId('vr', row.id),
    rowId: row.id,
    deliveryServerRowId: row.delivery_server_id,
    deliveryServerVersion: row.delivery_server_version,
    trigger: row.trigger_kind,
    deliveryMode: row.delivery_mode,
    recipient: row.recipient,
    stages: stagesFromColumn(row.stages),
    status: row.status,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

export function stagesFromColumn(json: string | null): SmtpStage[] | null {
  return json === null ? null : JSON.parse(json);
}

export interface RunResultRow {
  status_before: CheckStatus | null;
  last_passed_at: Date | null;
  result: string;
}

export const resultColumns = 'r.status_before, r.last_passed_at, r.result';

export function resultFromRow({
  status_before: statusBefore,
  last_passed_at: lastPassedAt,
  result,
}: RunResultRow): RunResult {
  const parsed: CheckResult = JSON.parse(result);
  return { ...withDates(parsed), statusBefore, lastPassedAt };
}

/** JSON has no dates. */
function withDates(parsed: CheckResult): CheckResult {
  const result = { ...parsed, checkedAt: new Date(parsed.checkedAt) };
  if (result.kind !== CheckKind.EMAIL_DELIVERY) return result;
  const { tls, arrival } = result;
  return {
    ...result,
    tls: tls && { ...tls, validFrom: dateFrom(tls.validFrom), validTo: dateFrom(tls.validTo) },
    arrival: arrival && { ...arrival, arrivedAt: new Date(arrival.arrivedAt) },
  };
}

function dateFrom(text: Date | null): Date | null {
  return text === null ? null : new Date(text);
}

/** The names in a column of type SET. */
export function kindsFromSet(names: string): CheckKind[] {
  return names === '' ? [] : (names.split(',') as CheckKind[]);
}
