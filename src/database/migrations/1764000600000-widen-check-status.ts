import type { MigrationInterface, QueryRunner } from 'typeorm';

const checks = ['email_delivery', 'spf', 'dkim', 'dmarc', 'sender_domain', 'link_domain', 'open_domain'];

/** A check can warn, or not be measured at all. New words at the end of an enum rewrite no row. */
export class WidenCheckStatus1764000600000 implements MigrationInterface {
  readonly name = 'WidenCheckStatus1764000600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(alterChecks("'NOT_CHECKED', 'PASS', 'FAIL', 'WARN', 'ERROR'"));
  }

  /** To those who know neither word a warning has passed, and an error was no check. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const narrowed = checks.map(
      (check) =>
        `check_${check} = CASE check_${check} WHEN 'WARN' THEN 'PASS' WHEN 'ERROR' THEN 'NOT_CHECKED' ELSE check_${check} END`,
    );
    await queryRunner.query(`UPDATE delivery_servers SET ${narrowed.join(', ')}`);
    await queryRunner.query(alterChecks("'NOT_CHECKED', 'PASS', 'FAIL'"));
  }
}

function alterChecks(words: string): string {
  const columns = checks.map(
    (check) => `MODIFY check_${check} ENUM(${words}) NOT NULL DEFAULT 'NOT_CHECKED'`,
  );
  return `ALTER TABLE delivery_servers ${columns.join(', ')}`;
}
