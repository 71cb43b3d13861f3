import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSecretsKeys1764000510000 implements MigrationInterface {
  name = 'CreateSecretsKeys1764000510000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS secrets_keys (
        id INT NOT NULL,
        key_id BINARY(4) NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS secrets_keys');
  }
}
