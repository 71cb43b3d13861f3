import type { AuditAction } from './audit-action.js';
import type { Author } from './author.js';

/** One thing that somebody did, as it is written into the audit trail. */
export interface AuditRecord {
  author: Author;
  action: AuditAction;
  /** What it was done to; left out when it is about no single object. */
  object?: AuditedObject;
  /** What became different; empty where that is not a matter of fields. */
  changes?: readonly FieldChange[];
  /** How many objects it is about, where it is about many. */
  count?: number;
}

export interface AuditedObject {
  /** `ds_123` */
  id: string;
  /** As it was named at the time. */
  name: string;
}

/** A field that was changed, by its path in the schema, such as `smtp.host`. */
export interface FieldChange {
  field: string;
  /** Null when there was nothing, or nothing is to be told. */
  from: string | null;
  to: string | null;
  /** Whether it is told only that it changed. */
  isSecret?: true;
}

/** The change of a field that must not be told. */
export function secretChange(field: string): FieldChange {
  return { field, from: null, to: null, isSecret: true };
}
