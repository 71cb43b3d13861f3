import type { Author } from '../audit/author.js';
import type { Sight } from '../caller/sight.js';
import type { IdempotentRequest } from './write-once.js';

/** What stands behind a write: who asked for it, what there is for them, and under which key it may be sent again. */
export interface WriteRequest {
  author: Author;
  sight: Sight;
  /** Null when it cannot be told from another one like it. */
  idempotent: IdempotentRequest | null;
}
