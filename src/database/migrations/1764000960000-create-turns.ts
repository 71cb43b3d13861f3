import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

/**
 * Rows that are changed by whoever does what one gateway does at a time, also where gateways are at different nodes of a
 * cluster. They take the place of a row that was only locked.
 */
export class CreateTurns1764000960000 extends TablesMigration {
  readonly name = 'CreateTurns1764000960000';

  protected readonly tables = {
    turns: `
      name VARCHAR(32) NOT NULL,
      taken BIGINT NOT NULL,
      PRIMARY KEY (name)`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    await queryRunner.query('DROP TABLE IF EXISTS configuration_locks');
  }

  override async down(queryRunner: QueryRunner): Promise<void> {
    await super.down(queryRunner);
    await queryRunner.query(
      `CREATE TABLE IF NOT EXISTS configuration_locks (id INT NOT NULL PRIMARY KEY)
       ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`,
    );
  }
}
