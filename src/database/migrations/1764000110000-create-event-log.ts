import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

/**
 * One row, for two reasons. Locked, it keeps a second gateway from adding events in between, which is what makes the
 * numbers of events follow the order of commits. And it remembers up to where events were removed: of an empty table
 * nobody could tell whether there had been any since.
 */
export class CreateEventLog1764000110000 extends TablesMigration {
  readonly name = 'CreateEventLog1764000110000';

  protected readonly tables = {
    event_log: `
      id INT NOT NULL,
      removed_through BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (id)`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    await queryRunner.query('INSERT IGNORE INTO event_log (id) VALUES (1)');
  }
}
