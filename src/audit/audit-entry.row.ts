/** An entry as the database has it. */
export interface AuditEntryRow {
  id: number;
  occurredAt: Date;
  authorKind: string;
  authorId: string | null;
  authorName: string;
  address: string | null;
  requestId: string | null;
  operation: string;
  command: string | null;
  action: string;
  objectId: string | null;
  objectName: string | null;
  changes: string | null;
  itemCount: number | null;
  position: number | null;
  hash: Buffer | null;
}

export const auditEntryColumns = `e.id, e.occurred_at AS occurredAt, e.author_kind AS authorKind, e.author_id AS authorId,
  e.author_name AS authorName, e.address, e.request_id AS requestId, e.operation, e.command, e.action,
  e.object_id AS objectId, e.object_name AS objectName, e.changes, e.item_count AS itemCount, e.position, e.hash`;
