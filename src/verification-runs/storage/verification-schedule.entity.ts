import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When a server is verified next. Servers that are not to be have no row. */
@Entity({ name: 'verification_schedules' })
@Index('verification_schedules_by_next', ['nextAt'])
export class VerificationScheduleEntity {
  @PrimaryColumn({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'verification_schedules_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;

  @Column({ name: 'interval_seconds', type: 'int' })
  intervalSeconds!: number;

  /** When all its checks are made. It moves by whole intervals, so servers stay as spread as they began. */
  @Column({ name: 'due_at', type: 'datetime', precision: 3 })
  dueAt!: Date;

  /** When checks that did not pass are made again, if that is sooner. */
  @Column({ name: 'retry_at', type: 'datetime', precision: 3, nullable: true })
  retryAt!: Date | null;

  /** The earlier of the two. */
  @Column({ name: 'next_at', type: 'datetime', precision: 3 })
  nextAt!: Date;
}
