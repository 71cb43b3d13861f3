/** In which way the chain of the audit trail is broken. */
export enum ChainFaultKind {
  CHANGED = 'CHANGED',
  MISSING = 'MISSING',
  HEAD_WRONG = 'HEAD_WRONG',
  ANCHOR_WRONG = 'ANCHOR_WRONG',
  UNLINKED = 'UNLINKED',
}

/** Where the chain is broken. */
export interface ChainFault {
  kind: ChainFaultKind;
  /** The first and the last position that it is about; null for what has none. */
  positions: readonly [first: number, last: number] | null;
  /** The number of the row; null for what is not there. */
  entryRowId: number | null;
  /** For people. */
  message: string;
}
