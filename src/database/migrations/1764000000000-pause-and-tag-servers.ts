import type { QueryRunner } from 'typeorm';
import { TablesMigration } from './tables-migration.js';

export class PauseAndTagServers1764000000000 extends TablesMigration {
  readonly name = 'PauseAndTagServers1764000000000';

  protected readonly tables = {
    delivery_server_tags: `
      delivery_server_id INT NOT NULL,
      tag VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      PRIMARY KEY (delivery_server_id, tag),
      KEY delivery_server_tags_by_tag (tag, delivery_server_id),
      CONSTRAINT delivery_server_tags_server FOREIGN KEY (delivery_server_id)
        REFERENCES delivery_servers (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
  };

  override async up(queryRunner: QueryRunner): Promise<void> {
    // One statement, so all of it or none; a start that was killed right after it finds the columns there.
    if (!(await queryRunner.hasColumn('delivery_servers', 'paused_at'))) {
      await queryRunner.query(`
        ALTER TABLE delivery_servers
          ADD COLUMN paused_at DATETIME(3) NULL AFTER check_source,
          ADD COLUMN paused_until DATETIME(3) NULL AFTER paused_at,
          ADD COLUMN pause_reason VARCHAR(500) NULL AFTER paused_until`);
    }
    await super.up(queryRunner);
  }

  override async down(queryRunner: QueryRunner): Promise<void> {
    await super.down(queryRunner);
    await queryRunner.query(`
      ALTER TABLE delivery_servers DROP COLUMN paused_at, DROP COLUMN paused_until, DROP COLUMN pause_reason`);
  }
}
