import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From where a key works, which key it replaces, and whether somebody changed it. */
export class LimitAndRollKeys1764000932000 implements MigrationInterface {
  readonly name = 'LimitAndRollKeys1764000932000';

  /** One statement, so all of it or none; a start that was killed right after it finds the columns there. */
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('api_keys', 'networks')) return;
    await queryRunner.query(`
      ALTER TABLE api_keys
        ADD COLUMN version INT NOT NULL DEFAULT 1 AFTER id,
        ADD COLUMN networks TEXT NULL AFTER scopes,
        ADD COLUMN replaces_id INT NULL AFTER origin,
        ADD KEY api_keys_by_replaced (replaces_id)`);
  }

  /** Without the column each of these keys would work from everywhere. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP(3) WHERE networks IS NOT NULL AND revoked_at IS NULL',
    );
    await queryRunner.query(
      'ALTER TABLE api_keys DROP KEY api_keys_by_replaced, DROP COLUMN version, DROP COLUMN networks, DROP COLUMN replaces_id',
    );
  }
}
