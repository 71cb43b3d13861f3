import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Administrators that can be managed: who set them up, until when they may sign in, and whether somebody changed them. */
export class ManageAdministrators1764000930000 implements MigrationInterface {
  readonly name = 'ManageAdministrators1764000930000';

  /** One statement, so all of it or none; a start that was killed right after it finds the columns there. */
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('admins', 'disabled_at')) return;
    await queryRunner.query(`
      ALTER TABLE admins
        ADD COLUMN version INT NOT NULL DEFAULT 1 AFTER id,
        ADD COLUMN origin ENUM('CREATED', 'ENVIRONMENT') NOT NULL DEFAULT 'CREATED' AFTER email_address,
        ADD COLUMN disabled_at DATETIME(3) NULL AFTER origin,
        ADD COLUMN last_signed_in_at DATETIME(3) NULL AFTER disabled_at`);
  }

  /** Without the column a disabled administrator could sign in. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM admins WHERE disabled_at IS NOT NULL');
    await queryRunner.query(
      'ALTER TABLE admins DROP COLUMN version, DROP COLUMN origin, DROP COLUMN disabled_at, DROP COLUMN last_signed_in_at',
    );
  }
}
