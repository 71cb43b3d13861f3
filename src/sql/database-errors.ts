/** The database did not do its part in time: unreachable, shutting down, hung, or too busy to give a connection. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError';
  override message = 'The database did not answer in time.';
}

/** A COMMIT was sent and its answer did not come: the transaction may have been done, or not. */
export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError';
  override message = 'The database did not say whether it has committed.';
}
