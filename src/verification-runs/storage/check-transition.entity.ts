import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { CheckKind, CheckStatus } from '../../verification/check.js';

/** Each time that a check of a server turned to another settled status. Goes with the run that brought it. */
@Entity({ name: 'check_transitions' })
@Index('check_transitions_by_run', ['runId', 'kind'], { unique: true })
@Index('check_transitions_by_server', ['deliveryServerId'])
export class CheckTransitionEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'check_transitions_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;

  @Column({ name: 'run_id', type: 'int' })
  @ForeignKey('verification_runs', { name: 'check_transitions_run', onDelete: 'CASCADE' })
  runId!: number;

  @Column({ type: 'enum', enum: CheckKind })
  kind!: CheckKind;

  @Column({ name: 'from_status', type: 'enum', enum: CheckStatus })
  fromStatus!: CheckStatus;

  @Column({ name: 'to_status', type: 'enum', enum: CheckStatus })
  toStatus!: CheckStatus;

  @Column({ type: 'datetime', precision: 3 })
  since!: Date;

  /** JSON; null when all is well. */
  @Column({ type: 'text', nullable: true })
  finding!: string | null;

  @Column({ name: 'occurred_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  occurredAt!: Date;
}
