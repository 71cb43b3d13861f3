import { TablesMigration } from './tables-migration.js';

export class CreateSecretsKeys1764000510000 extends TablesMigration {
  readonly name = 'CreateSecretsKeys1764000510000';

  protected readonly tables = {
    secrets_keys: `
      id INT NOT NULL,
      key_id BINARY(4) NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id)`,
  };
}
