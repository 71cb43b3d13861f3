import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for the orders of lists, sessions that API keys began, and who still uses the legacy API. */
export class AddOrdersKeySessionsAndLegacyUsage1763810000000 implements MigrationInterface {
  name = 'AddOrdersKeySessionsAndLegacyUsage1763810000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE delivery_servers
        ADD KEY delivery_servers_by_creation (created_at),
        ADD KEY delivery_servers_by_update (updated_at),
        ADD KEY delivery_servers_by_check (check_last_checked_at)`);
    await queryRunner.query(`
      ALTER TABLE sessions
        MODIFY admin_id INT NULL,
        ADD COLUMN api_key_id INT NULL AFTER admin_id,
        ADD KEY sessions_by_api_key (api_key_id),
        ADD CONSTRAINT sessions_api_key FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE NO ACTION`);
    await queryRunner.query(`
      CREATE TABLE legacy_usage (
        command VARCHAR(64) NOT NULL,
        credential_kind ENUM('API_KEY', 'ADMINISTRATOR') NOT NULL,
        credential_id INT NOT NULL,
        credential_name VARCHAR(255) NOT NULL,
        uses BIGINT NOT NULL,
        first_used_at DATETIME(3) NOT NULL,
        last_used_at DATETIME(3) NOT NULL,
        PRIMARY KEY (command, credential_kind, credential_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE legacy_usage');
    await queryRunner.query('DELETE FROM sessions WHERE admin_id IS NULL');
    await queryRunner.query(`
      ALTER TABLE sessions
        DROP FOREIGN KEY sessions_api_key,
        DROP KEY sessions_by_api_key,
        DROP COLUMN api_key_id,
        MODIFY admin_id INT NOT NULL`);
    await queryRunner.query(`
      ALTER TABLE delivery_servers
        DROP KEY delivery_servers_by_creation,
        DROP KEY delivery_servers_by_update,
        DROP KEY delivery_servers_by_check`);
  }
}
