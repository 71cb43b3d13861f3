import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { ChangeKind, ChangeSubject } from './change.js';

/** A change as its transaction wrote it; it moves on to `events` once that is committed. */
@Entity({ name: 'outbox' })
export class OutboxEntity {
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

  @Column({ name: 'occurred_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  occurredAt!: Date;
}
