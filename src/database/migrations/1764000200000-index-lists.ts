import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const indexes = [
  ['delivery_servers', 'delivery_servers_by_host', ['smtp_host', 'name']],
  ['user_groups', 'user_groups_by_creation', ['created_at']],
  ['user_groups', 'user_groups_by_update', ['updated_at']],
] as const;

/** The orders and the filters of lists that had no index yet. */
export class IndexLists1764000200000 implements MigrationInterface {
  name = 'IndexLists1764000200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Each index is a statement that counts at once: a start that was killed half way finds some of them there.
    for (const [table, name, columnNames] of indexes) {
      if (await hasIndex(queryRunner, table, name)) continue;
      await queryRunner.createIndex(table, new TableIndex({ name, columnNames: [...columnNames] }));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, name] of indexes) {
      if (await hasIndex(queryRunner, table, name)) await queryRunner.dropIndex(table, name);
    }
  }
}

async function hasIndex(queryRunner: QueryRunner, table: string, name: string): Promise<boolean> {
  const rows = await queryRunner.query(
    `SELECT 1 FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? LIMIT 1`,
    [table, name],
  );
  return rows.length > 0;
}
