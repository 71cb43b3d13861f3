import { TablesMigration } from './tables-migration.js';

/** The row that whoever applies a configuration holds. */
export class CreateConfigurationLocks1764000950000 extends TablesMigration {
  readonly name = 'CreateConfigurationLocks1764000950000';

  protected readonly tables = { configuration_locks: 'id INT NOT NULL PRIMARY KEY' };
}
