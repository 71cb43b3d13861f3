import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

/** How often servers are verified without being asked, and when each of them is next. */
export class ScheduleVerifications1764000815000 extends TablesMigration {
  readonly name = 'ScheduleVerifications1764000815000';

  protected readonly tables = {
    verification_schedules: `
      delivery_server_id INT NOT NULL,
      interval_seconds INT NOT NULL,
      due_at DATETIME(3) NOT NULL,
      retry_at DATETIME(3) NULL,
      next_at DATETIME(3) NOT NULL,
      PRIMARY KEY (delivery_server_id),
      KEY verification_schedules_by_next (next_at),
      CONSTRAINT verification_schedules_server FOREIGN KEY (delivery_server_id)
        REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    if (!(await queryRunner.hasColumn('delivery_servers', 'verify_every')))
      await queryRunner.query(`
        ALTER TABLE delivery_servers
          ADD COLUMN verify_every VARCHAR(16) NULL AFTER expected_open_target,
          ADD KEY delivery_servers_by_interval (verify_every)`);
    await queryRunner.query(indexStates('status, trigger_kind'));
  }

  override async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(indexStates('status'));
    await queryRunner.query(
      'ALTER TABLE delivery_servers DROP KEY delivery_servers_by_interval, DROP COLUMN verify_every',
    );
    await super.down(queryRunner);
  }
}

/** With what started a run behind its state, those that somebody asked for come first. */
function indexStates(columns: string): string {
  return `ALTER TABLE verification_runs
    DROP KEY verification_runs_by_status, ADD KEY verification_runs_by_status (${columns})`;
}
