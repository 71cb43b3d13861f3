import type { AuditAction } from '../audit/audit-action.js';
import type { FieldChange } from '../audit/audit-record.js';
import type { AuthorKind } from '../audit/author.js';

/** An entry of the trail, as it is read. */
export interface AuditEntry {
  /** `au_7` */
  id: string;
  rowId: number;
  occurredAt: Date;
  actorKind: AuthorKind;
  actorId: string | null;
  actorName: string;
  address: string | null;
  requestId: string | null;
  operation: string;
  command: string | null;
  action: AuditAction;
  objectId: string | null;
  objectName: string | null;
  changes: FieldChange[];
  count: number | null;
  /** Null until it is linked. */
  place: string | null;
}

/** Which entries to show; what is left out or null asks for nothing. */
export interface AuditEntryFilter {
  objectId?: string | null;
  actorId?: string | null;
  /** One of these. */
  action?: AuditAction[] | null;
  /** Not earlier than this. */
  from?: Date | null;
  /** Earlier than this. */
  to?: Date | null;
}
