import { createHash } from 'node:crypto';
import type { AuditEntryRow } from './audit-entry.row.js';

/**
 * SHA-256 of the hash before and of everything that an entry says, as a JSON array. Whoever wants to check the chain
 * without us does the same: docs/operations.md has it in words, so none of it ever changes for entries that are there.
 */
export function hashEntry(previous: Buffer, position: number, entry: AuditEntryRow): Buffer {
  const said = [
    ...[position, entry.id, entry.occurredAt],
    ...[entry.authorKind, entry.authorId, entry.authorName, entry.address, entry.requestId],
    ...[entry.operation, entry.command, entry.action, entry.objectId, entry.objectName],
    ...[entry.changes, entry.itemCount],
  ];
  return createHash('sha256').update(previous).update(JSON.stringify(said)).digest();
}
