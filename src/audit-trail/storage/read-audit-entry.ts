import { AuditAction } from '../../audit/audit-action.js';
import type { AuditEntryRow } from '../../audit/audit-entry.row.js';
import type { FieldChange } from '../../audit/audit-record.js';
import { AuthorKind } from '../../audit/author.js';
import { placeText } from '../../audit/chain-place.js';
import { globalId } from '../../problems/global-id.js';
import type { AuditEntry } from '../audit-entry.js';

/**
 * An entry as the schema shows it. One that was damaged, or written by a newer release, is shown as far as it can be read
 * and never takes the list away.
 */
export function auditEntryFromRow(row: AuditEntryRow): AuditEntry {
  const { position, hash } = row;
  return {
    id: globalId('au', row.id),
    rowId: row.id,
    occurredAt: Number.isNaN(row.occurredAt.getTime()) ? new Date(0) : row.occurredAt,
    actorKind: oneOf(AuthorKind, row.authorKind, AuthorKind.ANONYMOUS),
    actorId: row.authorId,
    actorName: row.authorName,
    address: row.address,
    requestId: row.requestId,
    operation: row.operation,
    command: row.command,
    action: oneOf(AuditAction, row.action, AuditAction.UNKNOWN),
    objectId: row.objectId,
    objectName: row.objectName,
    changes: changesFrom(row.changes),
    count: row.itemCount,
    place: position === null || hash === null ? null : placeText({ position, hash }),
  };
}

function oneOf<Value extends string>(values: Record<string, Value>, text: string, otherwise: Value): Value {
  return Object.values(values).find((value) => value === text) ?? otherwise;
}

function changesFrom(column: string | null): FieldChange[] {
  const changes = parsed(column);
  return Array.isArray(changes) ? changes.flatMap(changeFrom) : [];
}

function changeFrom(change: unknown): FieldChange[] {
  const { field, from, to, isSecret } = (change ?? {}) as Record<string, unknown>;
  if (typeof field !== 'string') return [];
  const values = { field, from: textOrNull(from), to: textOrNull(to) };
  return [isSecret === true ? { ...values, isSecret } : values];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
