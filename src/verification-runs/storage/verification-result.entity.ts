import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { CheckKind, CheckStatus } from '../../verification/check.js';

/** One row for each check of a run that is done. */
@Entity({ name: 'verification_results' })
export class VerificationResultEntity {
  @PrimaryColumn({ name: 'run_id', type: 'int' })
  @ForeignKey('verification_runs', { name: 'verification_results_run', onDelete: 'CASCADE' })
  runId!: number;

  @PrimaryColumn({ type: 'enum', enum: CheckKind })
  kind!: CheckKind;

  @Column({ type: 'enum', enum: CheckStatus })
  status!: CheckStatus;

  /** What the measurement before found; null when there was none. */
  @Column({ name: 'status_before', type: 'enum', enum: CheckStatus, nullable: true })
  statusBefore!: CheckStatus | null;

  @Column({ name: 'last_passed_at', type: 'datetime', precision: 3, nullable: true })
  lastPassedAt!: Date | null;

  /** The `CheckResult` as JSON. */
  @Column({ type: 'mediumtext' })
  result!: string;
}
