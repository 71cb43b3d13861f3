import type { Author } from '../audit/author.js';
import type { IdempotentRequest } from './write-once.js';

/** What stands behind a write: who asked for it, and under which key it may be sent again. */
export interface WriteRequest {
  author: Author;
  /** Null when it cannot be told from another one like it. */
  idempotent: IdempotentRequest | null;
}
