import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

const kinds = `'EMAIL_DELIVERY', 'SPF', 'DKIM', 'DMARC', 'SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'`;
const statuses = `'NOT_CHECKED', 'PASS', 'FAIL', 'WARN', 'ERROR'`;

/**
 * Runs of checks, their results, and for each server what the newest results are. `active_server_id` is the server of a run
 * that is not done and null afterwards, so its key lets a server have one run at a time.
 */
export class CreateVerificationRuns1764000700000 extends TablesMigration {
  readonly name = 'CreateVerificationRuns1764000700000';

  protected readonly tables = {
    verification_runs: `
      id INT NOT NULL AUTO_INCREMENT,
      delivery_server_id INT NOT NULL,
      delivery_server_version INT NOT NULL,
      active_server_id INT NULL,
      trigger_kind ENUM('REQUESTED') NOT NULL,
      status ENUM('QUEUED', 'RUNNING', 'DONE') NOT NULL DEFAULT 'QUEUED',
      checks SET(${kinds}) NOT NULL,
      version INT NOT NULL DEFAULT 1,
      gateway_id VARCHAR(36) NULL,
      lease_until DATETIME(3) NULL,
      attempts INT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      started_at DATETIME(3) NULL,
      finished_at DATETIME(3) NULL,
      PRIMARY KEY (id),
      UNIQUE KEY verification_runs_active (active_server_id),
      KEY verification_runs_by_server (delivery_server_id),
      KEY verification_runs_by_status (status),
      KEY verification_runs_by_creation (created_at),
      CONSTRAINT verification_runs_server FOREIGN KEY (delivery_server_id)
        REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
    verification_results: `
      run_id INT NOT NULL,
      kind ENUM(${kinds}) NOT NULL,
      status ENUM(${statuses}) NOT NULL,
      status_before ENUM(${statuses}) NULL,
      last_passed_at DATETIME(3) NULL,
      result MEDIUMTEXT NOT NULL,
      PRIMARY KEY (run_id, kind),
      CONSTRAINT verification_results_run FOREIGN KEY (run_id)
        REFERENCES verification_runs (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
    latest_checks: `
      delivery_server_id INT NOT NULL,
      kind ENUM(${kinds}) NOT NULL,
      run_id INT NOT NULL,
      status ENUM(${statuses}) NOT NULL,
      checked_at DATETIME(3) NOT NULL,
      last_passed_at DATETIME(3) NULL,
      PRIMARY KEY (delivery_server_id, kind),
      CONSTRAINT latest_checks_server FOREIGN KEY (delivery_server_id)
        REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
    latest_findings: `
      delivery_server_id INT NOT NULL,
      kind ENUM(${kinds}) NOT NULL,
      code VARCHAR(64) NOT NULL,
      PRIMARY KEY (delivery_server_id, kind, code),
      KEY latest_findings_by_code (code, delivery_server_id),
      CONSTRAINT latest_findings_server FOREIGN KEY (delivery_server_id)
        REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
    verification_quotas: `
      credential_kind ENUM('API_KEY', 'ADMINISTRATOR') NOT NULL,
      credential_id INT NOT NULL,
      window_start DATETIME(3) NOT NULL,
      used INT NOT NULL,
      PRIMARY KEY (credential_kind, credential_id)`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    if (!(await queryRunner.hasColumn('delivery_servers', 'check_measured'))) {
      await queryRunner.query(
        `ALTER TABLE delivery_servers ADD COLUMN check_measured SET(${kinds}) NULL AFTER check_source`,
      );
    }
    for (const table of ['outbox', 'events'])
      await queryRunner.query(alterSubject(table, "'DELIVERY_SERVER', 'USER_GROUP', 'VERIFICATION_RUN'"));
  }

  override async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['outbox', 'events']) {
      await queryRunner.query(`DELETE FROM ${table} WHERE subject = 'VERIFICATION_RUN'`);
      await queryRunner.query(alterSubject(table, "'DELIVERY_SERVER', 'USER_GROUP'"));
    }
    await queryRunner.query('ALTER TABLE delivery_servers DROP COLUMN check_measured');
    await super.down(queryRunner);
  }
}

function alterSubject(table: string, subjects: string): string {
  return `ALTER TABLE ${table} MODIFY subject ENUM(${subjects}) NOT NULL`;
}
