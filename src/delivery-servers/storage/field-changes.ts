import { type FieldChange, secretChange } from '../../audit/audit-record.js';
import type { CheckKind } from '../../verification/check.js';
import type { DeliveryServer } from '../delivery-server.js';
import { checkColumns } from './check-columns.js';
import { type ColumnValues, settingPaths } from './delivery-server.columns.js';

/** What the audit trail tells of a column. */
interface AuditedField {
  /** Its path in the schema. */
  field: string;
  read(server: DeliveryServer): unknown;
}

/** By column: every setting, the pause, and the checks. */
const auditedFields: ReadonlyMap<string, AuditedField> = new Map([
  ...[...settingPaths].map(([column, path]) => [column, fieldAt(path)] as const),
  ['paused_at', fieldAt('pause.since')],
  ['paused_until', fieldAt('pause.until')],
  ['pause_reason', fieldAt('pause.reason')],
  ...Object.entries(checkColumns).map(([kind, column]) => [column, fieldOfCheck(kind as CheckKind)] as const),
  ['check_last_checked_at', fieldAt('verification.lastCheckedAt')],
]);

/** Of a server that was not there before or is not there any more: only what somebody set. */
const settingColumns: readonly string[] = [
  ...settingPaths.keys(),
  ...['paused_at', 'paused_until', 'pause_reason'],
];

/**
 * The fields that differ between a server before and after a change, null standing for one that is not there.
 * @param columns what was written; the settings when left out
 */
export function fieldChanges(
  before: DeliveryServer | null,
  after: DeliveryServer | null,
  columns: readonly string[] = settingColumns,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const column of columns) {
    const audited = auditedFields.get(column);
    if (audited === undefined) continue;
    const from = before && textOf(audited.read(before));
    const to = after && textOf(audited.read(after));
    if (from !== to) changes.push({ field: audited.field, from, to });
  }
  return changes;
}

/** That a password was set, replaced or taken away; nobody has compared the new one with the stored one. */
export function passwordChanges(
  hadPassword: boolean,
  { smtp_password_sealed: sealed }: Pick<ColumnValues, 'smtp_password_sealed'>,
): FieldChange[] {
  const isTouched = sealed !== undefined && (sealed !== null || hadPassword);
  return isTouched ? [secretChange('smtp.password')] : [];
}

/** @param before null when there was nothing that could have had tags */
export function tagChanges(before: readonly string[] | null, after: readonly string[] | null): FieldChange[] {
  const [from, to] = [before && textOf(before), after && textOf(after)];
  return from === to ? [] : [{ field: 'tags', from, to }];
}

function fieldAt(path: string): AuditedField {
  const steps = path.split('.');
  return {
    field: path,
    read: (server) =>
      steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null)?.[step], server),
  };
}

function fieldOfCheck(kind: CheckKind): AuditedField {
  return {
    field: `verification.checks.${kind}`,
    read: ({ verification }) => verification.checks.find((check) => check.kind === kind)?.status,
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value) : null;
  return String(value);
}
