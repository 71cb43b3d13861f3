import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: whoever adds events or removes them holds it locked, so only one gateway at a time does. */
@Entity({ name: 'event_log' })
export class EventLogEntity {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** Events up to this one are gone. */
  @Column({ name: 'removed_through', type: 'bigint', default: 0 })
  removedThrough!: string;
}
