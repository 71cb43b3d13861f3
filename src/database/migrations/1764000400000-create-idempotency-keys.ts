import { TablesMigration } from './tables-migration.js';

export class CreateIdempotencyKeys1764000400000 extends TablesMigration {
  readonly name = 'CreateIdempotencyKeys1764000400000';

  protected readonly tables = {
    idempotency_keys: `
      key_hash BINARY(32) NOT NULL,
      input_fingerprint BINARY(32) NOT NULL,
      answer MEDIUMTEXT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (key_hash),
      KEY idempotency_keys_by_creation (created_at)`,
  };
}
