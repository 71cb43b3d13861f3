import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What ought to be in DNS for a server. A list is JSON: it is read and written as a whole, and nobody searches in it. */
export class ExpectRecords1764000650000 implements MigrationInterface {
  readonly name = 'ExpectRecords1764000650000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // One statement, so all of it or none; a start that was killed right after it finds the columns there.
    if (await queryRunner.hasColumn('delivery_servers', 'expected_dkim')) return;
    await queryRunner.query(`
      ALTER TABLE delivery_servers
        ADD COLUMN expected_sending_addresses TEXT NULL AFTER sender_rotation_settings,
        ADD COLUMN expected_dkim MEDIUMTEXT NULL AFTER expected_sending_addresses,
        ADD COLUMN expected_spf_include VARCHAR(255) NULL AFTER expected_dkim,
        ADD COLUMN expected_sender_target VARCHAR(255) NULL AFTER expected_spf_include,
        ADD COLUMN expected_link_target VARCHAR(255) NULL AFTER expected_sender_target,
        ADD COLUMN expected_open_target VARCHAR(255) NULL AFTER expected_link_target`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE delivery_servers
        DROP COLUMN expected_sending_addresses, DROP COLUMN expected_dkim, DROP COLUMN expected_spf_include,
        DROP COLUMN expected_sender_target, DROP COLUMN expected_link_target, DROP COLUMN expected_open_target`);
  }
}
