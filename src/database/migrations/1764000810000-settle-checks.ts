import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

const kinds = `'EMAIL_DELIVERY', 'SPF', 'DKIM', 'DMARC', 'SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'`;
const statuses = `'NOT_CHECKED', 'PASS', 'FAIL', 'WARN', 'ERROR'`;
const changes = `'CREATED', 'UPDATED', 'DELETED'`;

/**
 * What is held of each check over its measurements, and each time that this has turned. To begin with it is what was
 * measured last; an error had said nothing.
 */
export class SettleChecks1764000810000 extends TablesMigration {
  readonly name = 'SettleChecks1764000810000';

  protected readonly tables = {
    check_transitions: `
      id INT NOT NULL AUTO_INCREMENT,
      delivery_server_id INT NOT NULL,
      run_id INT NOT NULL,
      kind ENUM(${kinds}) NOT NULL,
      from_status ENUM(${statuses}) NOT NULL,
      to_status ENUM(${statuses}) NOT NULL,
      since DATETIME(3) NOT NULL,
      finding TEXT NULL,
      occurred_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      UNIQUE KEY check_transitions_by_run (run_id, kind),
      KEY check_transitions_by_server (delivery_server_id),
      CONSTRAINT check_transitions_server FOREIGN KEY (delivery_server_id)
        REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION,
      CONSTRAINT check_transitions_run FOREIGN KEY (run_id)
        REFERENCES verification_runs (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    if (!(await queryRunner.hasColumn('latest_checks', 'settled_status'))) {
      await queryRunner.query(`
        ALTER TABLE latest_checks
          ADD COLUMN settled_status ENUM(${statuses}) NOT NULL DEFAULT 'NOT_CHECKED',
          ADD COLUMN settled_since DATETIME(3) NULL,
          ADD COLUMN failing_since DATETIME(3) NULL`);
    }
    await queryRunner.query(`
      UPDATE latest_checks
      SET settled_status = status, settled_since = checked_at,
          failing_since = CASE WHEN status = 'FAIL' THEN checked_at END
      WHERE settled_status = 'NOT_CHECKED' AND status IN ('PASS', 'WARN', 'FAIL')`);
    for (const table of ['outbox', 'events']) {
      if (await queryRunner.hasColumn(table, 'detail_id')) continue;
      await queryRunner.query(`
        ALTER TABLE ${table}
          MODIFY kind ENUM(${changes}, 'CHECK_CHANGED') NOT NULL,
          ADD COLUMN detail_id INT NULL AFTER version,
          ADD COLUMN topic VARCHAR(64) NULL AFTER detail_id`);
    }
    await queryRunner.query(alterTriggers("'REQUESTED', 'SCHEDULED'"));
  }

  override async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("UPDATE verification_runs SET trigger_kind = 'REQUESTED'");
    await queryRunner.query(alterTriggers("'REQUESTED'"));
    for (const table of ['outbox', 'events']) {
      await queryRunner.query(`DELETE FROM ${table} WHERE kind = 'CHECK_CHANGED'`);
      await queryRunner.query(`
        ALTER TABLE ${table} MODIFY kind ENUM(${changes}) NOT NULL, DROP COLUMN detail_id, DROP COLUMN topic`);
    }
    await queryRunner.query(`
      ALTER TABLE latest_checks DROP COLUMN settled_status, DROP COLUMN settled_since, DROP COLUMN failing_since`);
    await super.down(queryRunner);
  }
}

function alterTriggers(triggers: string): string {
  return `ALTER TABLE verification_runs MODIFY trigger_kind ENUM(${triggers}) NOT NULL`;
}
