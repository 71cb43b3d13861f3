import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

/** Who did what, and the scope of those who may read it. */
export class CreateAuditEntries1764000900000 extends TablesMigration {
  readonly name = 'CreateAuditEntries1764000900000';

  protected readonly tables = {
    audit_entries: `
      id BIGINT NOT NULL AUTO_INCREMENT,
      occurred_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      author_kind VARCHAR(16) NOT NULL,
      author_id VARCHAR(32) NULL,
      author_name VARCHAR(255) NOT NULL,
      address VARCHAR(64) NULL,
      request_id VARCHAR(64) NULL,
      operation VARCHAR(64) NOT NULL,
      command VARCHAR(64) NULL,
      action VARCHAR(64) NOT NULL,
      object_id VARCHAR(32) NULL,
      object_name VARCHAR(255) NULL,
      changes MEDIUMTEXT NULL,
      item_count INT NULL,
      position BIGINT NULL,
      hash BINARY(32) NULL,
      PRIMARY KEY (id),
      UNIQUE KEY audit_entries_by_position (position),
      KEY audit_entries_by_object (object_id, occurred_at, id),
      KEY audit_entries_by_author (author_id, occurred_at, id),
      KEY audit_entries_by_action (action, occurred_at, id),
      KEY audit_entries_by_time (occurred_at, id)`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    await queryRunner.query(
      "ALTER TABLE api_keys MODIFY scopes SET('READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT') NOT NULL",
    );
  }

  /** A key that could do nothing else stays, and can do nothing. */
  override async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE api_keys SET scopes = TRIM(BOTH ',' FROM REPLACE(CONCAT(',', scopes, ','), ',AUDIT,', ','))
       WHERE FIND_IN_SET('AUDIT', scopes)`,
    );
    await queryRunner.query(
      "ALTER TABLE api_keys MODIFY scopes SET('READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN') NOT NULL",
    );
    await super.down(queryRunner);
  }
}
