/** What a change is about. */
export enum ChangeSubject {
  DELIVERY_SERVER = 'DELIVERY_SERVER',
  USER_GROUP = 'USER_GROUP',
  VERIFICATION_RUN = 'VERIFICATION_RUN',
}

/** What happened to it. */
export enum ChangeKind {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  DELETED = 'DELETED',
  CHECK_CHANGED = 'CHECK_CHANGED',
}

/** One change of one object, as it is told to subscribers. */
export interface Change {
  subject: ChangeSubject;
  rowId: number;
  kind: ChangeKind;
  /** The version that the object has after the change; the last one that it had when it was deleted. */
  version: number;
  /** The tags that a delivery server lost by it: all that it had when it was deleted. None when left out. */
  lostTags?: readonly string[];
  /** What happened in detail, where that is kept. */
  detail?: ChangeDetail;
}

export interface ChangeDetail {
  /** The row that has it; in which table, the kind of the change says. */
  rowId: number;
  /** What subscribers can choose by. */
  topic: string;
}

/** A change with its position in the order of commits. */
export interface Event extends Omit<Change, 'detail' | 'lostTags'> {
  /** Grows from event to event, with gaps. */
  id: number;
  /** When the change was written; its transaction may have been committed a little later. */
  occurredAt: Date;
  detailRowId: number | null;
  lostTags: readonly string[];
  topic: string | null;
}
