import { Column, PrimaryGeneratedColumn } from 'typeorm';
import { ChangeKind, ChangeSubject } from './change.js';

/** The columns of a change, which stays the same on its way from `outbox` to `events`. */
export abstract class ChangeColumns {
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
