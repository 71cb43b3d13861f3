import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One row, for two reasons. Locked, it keeps a second gateway from adding events in between, which is what makes the
 * numbers of events follow the order of commits. And it remembers up to where events were removed: of an empty table
 * nobody could tell whether there had been any since.
 */
export class CreateEventLog1764000110000 implements MigrationInterface {
  name = 'CreateEventLog1764000110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS event_log (
        id INT NOT NULL,
        removed_through BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
    await queryRunner.query('INSERT IGNORE INTO event_log (id) VALUES (1)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS event_log');
  }
}
