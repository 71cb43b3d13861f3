import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Delivery tests: how far each goes and is, how many messages a credential sends, and when certificates expire. */
export class TestDelivery1764000800000 implements MigrationInterface {
  readonly name = 'TestDelivery1764000800000';

  /** Each statement counts at once: a start that was killed half way finds what some of them have done. */
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('verification_runs', 'stages')))
      await queryRunner.query(`
        ALTER TABLE verification_runs
          ADD COLUMN delivery_mode ENUM('CONNECT', 'TLS', 'AUTH', 'MESSAGE') NULL AFTER checks,
          ADD COLUMN recipient VARCHAR(320) NULL AFTER delivery_mode,
          ADD COLUMN stages TEXT NULL AFTER recipient`);
    if (!(await queryRunner.hasColumn('verification_quotas', 'purpose')))
      await queryRunner.query(`
        ALTER TABLE verification_quotas
          ADD COLUMN purpose ENUM('RUNS', 'MESSAGES') NOT NULL DEFAULT 'RUNS' AFTER credential_id,
          DROP PRIMARY KEY, ADD PRIMARY KEY (credential_kind, credential_id, purpose)`);
    if (!(await queryRunner.hasColumn('delivery_servers', 'certificate_expires_at')))
      await queryRunner.query(`
        ALTER TABLE delivery_servers
          ADD COLUMN certificate_expires_at DATETIME(3) NULL AFTER check_measured,
          ADD KEY delivery_servers_by_certificate (certificate_expires_at)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE delivery_servers DROP KEY delivery_servers_by_certificate, DROP COLUMN certificate_expires_at`);
    await queryRunner.query("DELETE FROM verification_quotas WHERE purpose <> 'RUNS'");
    await queryRunner.query(`
      ALTER TABLE verification_quotas
        DROP PRIMARY KEY, ADD PRIMARY KEY (credential_kind, credential_id), DROP COLUMN purpose`);
    await queryRunner.query(`
      ALTER TABLE verification_runs
        DROP COLUMN delivery_mode, DROP COLUMN recipient, DROP COLUMN stages`);
  }
}
