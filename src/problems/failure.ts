/** What a failure of the database means for a request. */
export type DatabaseFailure =
  /** Nothing was done, and trying again later may help: unreachable, shutting down, hung, or too busy. */
  | 'UNAVAILABLE'
  /** The database takes no writes at present, so nothing was written. Reading works, and writing may do so later. */
  | 'READ_ONLY'
  /** The database has no room for what was to be written, so nothing was. Reading works, and writing will after a mend. */
  | 'DISK_FULL'
  /** The answer to a COMMIT is missing, so nobody here knows whether the change was made. */
  | 'OUTCOME_UNKNOWN'
  /** The statement needed more time than it may have, and would again. Nothing was done. */
  | 'TOO_SLOW';

/** What a request that is cut off at its deadline means to its client, by what it has begun: reading, or one of two kinds of writing. */
export type CutOffFailure = Extract<DatabaseFailure, 'TOO_SLOW' | 'UNAVAILABLE' | 'OUTCOME_UNKNOWN'>;

/** What clients and operators are told while the database has no room. */
export const diskFullMessage =
  'The database has no room left: it can be read, and takes no writes until there is room again.';
