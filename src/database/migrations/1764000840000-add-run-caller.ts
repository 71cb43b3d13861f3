import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose credential asked for a run, so that the runs of one do not hold up those of the others. */
export class AddRunCaller1764000840000 implements MigrationInterface {
  readonly name = 'AddRunCaller1764000840000';

  /** A start that was killed half way finds the column. */
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('verification_runs', 'caller')))
      await queryRunner.query(
        'ALTER TABLE verification_runs ADD COLUMN caller VARCHAR(40) NULL AFTER trigger_kind',
      );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE verification_runs DROP COLUMN caller');
  }
}
