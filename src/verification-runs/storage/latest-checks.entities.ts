import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CheckKind, CheckStatus } from '../../verification/check.js';

/** The newest measurement of each check of a server, also when a caller has reported other results since. */
@Entity({ name: 'latest_checks' })
export class LatestCheckEntity {
  @PrimaryColumn({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'latest_checks_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;

  @PrimaryColumn({ type: 'enum', enum: CheckKind })
  kind!: CheckKind;

  @Column({ name: 'run_id', type: 'int' })
  runId!: number;

  @Column({ type: 'enum', enum: CheckStatus })
  status!: CheckStatus;

  @Column({ name: 'checked_at', type: 'datetime', precision: 3 })
  checkedAt!: Date;

  @Column({ name: 'last_passed_at', type: 'datetime', precision: 3, nullable: true })
  lastPassedAt!: Date | null;

  /** See `settleCheck` for these three. */
  @Column({ name: 'settled_status', type: 'enum', enum: CheckStatus, default: CheckStatus.NOT_CHECKED })
  settledStatus!: CheckStatus;

  @Column({ name: 'settled_since', type: 'datetime', precision: 3, nullable: true })
  settledSince!: Date | null;

  @Column({ name: 'failing_since', type: 'datetime', precision: 3, nullable: true })
  failingSince!: Date | null;
}

/** What those measurements found, for the filter of servers. */
@Entity({ name: 'latest_findings' })
@Index('latest_findings_by_code', ['code', 'deliveryServerId'])
export class LatestFindingEntity {
  @PrimaryColumn({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'latest_findings_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;

  @PrimaryColumn({ type: 'enum', enum: CheckKind })
  kind!: CheckKind;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  code!: string;
}
