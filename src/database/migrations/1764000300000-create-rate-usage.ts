import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRateUsage1764000300000 implements MigrationInterface {
  name = 'CreateRateUsage1764000300000';

  // The window comes first in the key, so that old ones are deleted without touching those in use.
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS rate_usage (
        window_start DATETIME NOT NULL,
        credential_kind ENUM('API_KEY', 'ADMINISTRATOR') NOT NULL,
        credential_id INT NOT NULL,
        used BIGINT NOT NULL,
        PRIMARY KEY (window_start, credential_kind, credential_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS rate_usage');
  }
}
