import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that who follows the servers of a tag hears of those that are gone, or have the tag no longer. */
export class AddLostTags1764000941000 implements MigrationInterface {
  readonly name = 'AddLostTags1764000941000';

  /** A start that was killed half way finds the column in one of the tables. */
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['outbox', 'events'])
      if (!(await queryRunner.hasColumn(table, 'lost_tags')))
        await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN lost_tags TEXT NULL AFTER topic`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['outbox', 'events'])
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN lost_tags`);
  }
}
