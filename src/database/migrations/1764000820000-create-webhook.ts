import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

/**
 * The webhook and what it has yet to post. The body is made once, when the event is taken over from the log, which forgets
 * events after a day; so each try sends the same, also when the run or the server of the transition is gone by then.
 */
export class CreateWebhook1764000820000 extends TablesMigration {
  readonly name = 'CreateWebhook1764000820000';

  protected readonly tables = {
    webhook: `
      id INT NOT NULL,
      receiver BINARY(32) NULL,
      position BIGINT NOT NULL DEFAULT 0,
      gateway_id CHAR(36) NULL,
      lease_until DATETIME(3) NULL,
      failed_attempts INT NOT NULL DEFAULT 0,
      next_attempt_at DATETIME(3) NULL,
      last_attempt_at DATETIME(3) NULL,
      last_status INT NULL,
      last_error VARCHAR(1000) NULL,
      last_delivered_at DATETIME(3) NULL,
      given_up INT NOT NULL DEFAULT 0,
      PRIMARY KEY (id)`,
    webhook_posts: `
      event_id BIGINT NOT NULL,
      body TEXT NOT NULL,
      occurred_at DATETIME(3) NOT NULL,
      PRIMARY KEY (event_id)`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    await queryRunner.query('INSERT IGNORE INTO webhook (id) VALUES (1)');
  }
}
