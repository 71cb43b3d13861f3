import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ChangeKind, ChangeSubject } from './change.js';

/** The columns of a change, which stays the same on its way from `outbox` to `events`. */
abstract class ChangeColumns {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'enum', enum: ChangeSubject })
  subject!: ChangeSubject;

  @Column({ name: 'subject_id', type: 'int' })
  subjectId!: number;

  @Column({ type: 'enum', enum: ChangeKind })
  kind!: ChangeKind;

  @Column({ type: 'int' })
  version!: number;

  /** The row that tells more, such as that of `check_transitions`, which may be gone. */
  @Column({ name: 'detail_id', type: 'int', nullable: true })
  detailId!: number | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  topic!: string | null;

  /** JSON: a list of texts. */
  @Column({ name: 'lost_tags', type: 'text', nullable: true })
  lostTags!: string | null;

  @Column({ name: 'occurred_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  occurredAt!: Date;
}

/** A change as its transaction wrote it; it moves on to `events` once that is committed. */
@Entity({ name: 'outbox' })
export class OutboxEntity extends ChangeColumns {}

/** A committed change with its final number: who has read up to a number has missed nothing before it. */
@Entity({ name: 'events' })
@Index('events_by_time', ['occurredAt'])
export class EventEntity extends ChangeColumns {}
