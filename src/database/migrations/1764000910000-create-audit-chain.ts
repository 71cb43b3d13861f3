import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

/**
 * One row, for two reasons. Locked, it keeps a second gateway from linking entries in between. And it has both ends of the
 * chain: of the table alone nobody could tell whether entries are missing there.
 */
export class CreateAuditChain1764000910000 extends TablesMigration {
  readonly name = 'CreateAuditChain1764000910000';

  protected readonly tables = {
    audit_chain: `
      id INT NOT NULL,
      position BIGINT NOT NULL DEFAULT 0,
      hash BINARY(32) NOT NULL,
      anchor_position BIGINT NOT NULL DEFAULT 0,
      anchor_hash BINARY(32) NOT NULL,
      PRIMARY KEY (id)`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    await super.up(queryRunner);
    // Entries may be linked already, where this was taken back once: the chain goes on from there.
    await queryRunner.query(
      `INSERT IGNORE INTO audit_chain (id, position, hash, anchor_hash)
       SELECT 1, COALESCE(MAX(position), 0),
         COALESCE((SELECT hash FROM audit_entries ORDER BY position DESC LIMIT 1), UNHEX(REPEAT('00', 32))),
         UNHEX(REPEAT('00', 32))
       FROM audit_entries`,
    );
  }
}
