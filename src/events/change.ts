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
}

/** One change of one object, as it is told to subscribers. */
export interface Change {
  subject: ChangeSubject;
  rowId: number;
  kind: ChangeKind;
  /** The version that the object has after the change; the last one that it had when it was deleted. */
  version: number;
}

/** A change with its position in the order of commits. */
export interface Event extends Change {
  /** Grows from event to event, with gaps. */
  id: number;
  /** When the change was written; its transaction may have been committed a little later. */
  occurredAt: Date;
}
