import { TablesMigration } from './tables-migration.js';

export class CreateRateUsage1764000300000 extends TablesMigration {
  readonly name = 'CreateRateUsage1764000300000';

  // The window comes first in the key, so that old ones are deleted without touching those in use.
  protected readonly tables = {
    rate_usage: `
      window_start DATETIME NOT NULL,
      credential_kind ENUM('API_KEY', 'ADMINISTRATOR') NOT NULL,
      credential_id INT NOT NULL,
      used BIGINT NOT NULL,
      PRIMARY KEY (window_start, credential_kind, credential_id)`,
  };
}
