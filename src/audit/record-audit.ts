import type { EntityManager } from 'typeorm';
import { insertRows } from '../sql/insert-rows.js';
import type { AuditRecord, FieldChange } from './audit-record.js';

/** A longer value is cut: the trail tells what was done, it is no copy of the data. In characters. */
export const maxValueLength = 1_000;
const maxNameLength = 255;

const columns = `audit_entries (author_kind, author_id, author_name, address, request_id, operation, command,
  action, object_id, object_name, changes, item_count)`;

/**
 * Writes what was done in the transaction that does it: where it cannot be written, it is not done. The chain of the
 * trail takes it up after the COMMIT.
 */
export async function recordAudit(manager: EntityManager, ...records: readonly AuditRecord[]): Promise<void> {
  await insertRows(manager, columns, records.map(valuesOf));
}

function valuesOf({ author, action, object, changes = [], count }: AuditRecord) {
  return [
    ...[author.kind, author.id, cut(author.name, maxNameLength), author.address, author.requestId],
    ...[author.operation, author.command, action, object?.id ?? null],
    object ? cut(object.name, maxNameLength) : null,
    changes.length > 0 ? JSON.stringify(changes.map(shortened)) : null,
    count ?? null,
  ];
}

function shortened(change: FieldChange): FieldChange {
  const { from, to } = change;
  if (!isLong(from) && !isLong(to)) return change;
  return { ...change, from: from && cut(from, maxValueLength), to: to && cut(to, maxValueLength) };
}

function isLong(value: string | null): boolean {
  return value !== null && value.length > maxValueLength;
}

/** Whole characters, so that no half of one is left at the end. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // A character takes one or two of what `length` counts.
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
