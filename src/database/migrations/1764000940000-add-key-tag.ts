import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key may be limited to the delivery servers that have a tag. */
export class AddKeyTag1764000940000 implements MigrationInterface {
  readonly name = 'AddKeyTag1764000940000';

  /** Compared as the tags of servers are. A start that was killed half way finds the column. */
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('api_keys', 'tag')))
      await queryRunner.query(
        'ALTER TABLE api_keys ADD COLUMN tag VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER scopes',
      );
  }

  /** Without the column each of these keys would see every server. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP(3) WHERE tag IS NOT NULL AND revoked_at IS NULL',
    );
    await queryRunner.query('ALTER TABLE api_keys DROP COLUMN tag');
  }
}
