/** A COMMIT was sent and its answer did not come: the transaction may have been done, or not. */
export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError';
  override message = 'The database did not say whether it has committed.';
}

/**
 * Answers to a COMMIT which say that the transaction was rolled back, by number: lock wait, deadlock (also between
 * servers of a cluster), read only in three ways, and rolled back by a replication group.
 */
const rolledBack = new Set<unknown>([1205, 1213, 1290, 1792, 1836, 3101]);

/** What a transaction failed with, its COMMIT having been sent. */
export function errorOfCommit(error: unknown): unknown {
  return rolledBack.has((error as { errno?: unknown } | null)?.errno) ? error : new OutcomeUnknownError();
}
