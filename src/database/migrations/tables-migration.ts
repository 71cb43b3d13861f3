import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A migration that creates tables, in this order, and drops them in the other. The server commits each statement by
 * itself: a start that was killed half way finds some of the tables there.
 */
export abstract class TablesMigration implements MigrationInterface {
  abstract readonly name: string;
  /** The columns and keys of each table. */
  protected abstract readonly tables: Readonly<Record<string, string>>;

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(this.tables)) {
      await queryRunner.query(
        `CREATE TABLE IF NOT EXISTS ${table} (${columns})
         ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of Object.keys(this.tables).reverse()) {
      await queryRunner.query(`DROP TABLE IF EXISTS ${table}`);
    }
  }
}
