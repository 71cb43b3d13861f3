import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { CheckKind } from '../../verification/check.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import { VerificationRunStatus, VerificationTrigger } from '../verification-run.js';

@Entity({ name: 'verification_runs' })
@Index('verification_runs_active', ['activeServerId'], { unique: true })
@Index('verification_runs_by_server', ['deliveryServerId'])
@Index('verification_runs_by_status', ['status', 'trigger'])
@Index('verification_runs_by_creation', ['createdAt'])
export class VerificationRunEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'verification_runs_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;

  @Column({ name: 'delivery_server_version', type: 'int' })
  deliveryServerVersion!: number;

  /** The server while the run is not done, so that no server has two of them; then null. */
  @Column({ name: 'active_server_id', type: 'int', nullable: true })
  activeServerId!: number | null;

  @Column({ name: 'trigger_kind', type: 'enum', enum: VerificationTrigger })
  trigger!: VerificationTrigger;

  /** Whose credential asked for it, such as `API_KEY 7`; null for the schedule, and for runs of an earlier release. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  caller!: string | null;

  @Column({ type: 'enum', enum: VerificationRunStatus, default: VerificationRunStatus.QUEUED })
  status!: VerificationRunStatus;

  /** Which checks to make. */
  @Column({ type: 'set', enum: CheckKind })
  checks!: CheckKind[];

  /** How far EMAIL_DELIVERY goes; null when it is not among the checks. */
  @Column({ name: 'delivery_mode', type: 'enum', enum: DeliveryMode, nullable: true })
  deliveryMode!: DeliveryMode | null;

  /** Who gets its message. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  recipient!: string | null;

  /** Of EMAIL_DELIVERY while it is under way, as JSON: the stages that are over. Null before it and when its result is there. */
  @Column({ type: 'text', nullable: true })
  stages!: string | null;

  /** Counts the steps of the run, for its events. */
  @Column({ type: 'int', default: 1 })
  version!: number;

  /** The gateway that makes the run, if one does. */
  @Column({ name: 'gateway_id', type: 'varchar', length: 36, nullable: true })
  gatewayId!: string | null;

  /** Until when the run belongs to that gateway, unless it asks for longer. */
  @Column({ name: 'lease_until', type: 'datetime', precision: 3, nullable: true })
  leaseUntil!: Date | null;

  /** How often a gateway has taken the run up. */
  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'datetime', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'datetime', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
