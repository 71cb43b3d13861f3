import type { Change } from './change.js';

/** A change with its place in the order of commits. */
export interface Event extends Change {
  /** Grows from event to event, with gaps. */
  id: number;
  /** When the change was written; its transaction may have been committed a little later. */
  occurredAt: Date;
}
