import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row. */
@Entity({ name: 'event_log' })
export class EventLogEntity {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** Events up to this one are gone. */
  @Column({ name: 'removed_through', type: 'bigint', default: 0 })
  removedThrough!: string;
}
