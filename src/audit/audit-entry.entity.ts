import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One thing that somebody did. Written in the transaction that did it, and never changed after the chain has it. */
@Entity({ name: 'audit_entries' })
@Index('audit_entries_by_position', ['position'], { unique: true })
@Index('audit_entries_by_object', ['objectId', 'occurredAt', 'id'])
@Index('audit_entries_by_author', ['authorId', 'occurredAt', 'id'])
@Index('audit_entries_by_action', ['action', 'occurredAt', 'id'])
@Index('audit_entries_by_time', ['occurredAt', 'id'])
export class AuditEntryEntity {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ name: 'occurred_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  occurredAt!: Date;

  @Column({ name: 'author_kind', type: 'varchar', length: 16 })
  authorKind!: string;

  @Column({ name: 'author_id', type: 'varchar', length: 32, nullable: true })
  authorId!: string | null;

  @Column({ name: 'author_name', type: 'varchar', length: 255 })
  authorName!: string;

  @Column({ type: 'varchar', length: 64, nullable: true })
  address!: string | null;

  @Column({ name: 'request_id', type: 'varchar', length: 64, nullable: true })
  requestId!: string | null;

  @Column({ type: 'varchar', length: 64 })
  operation!: string;

  @Column({ type: 'varchar', length: 64, nullable: true })
  command!: string | null;

  @Column({ type: 'varchar', length: 64 })
  action!: string;

  @Column({ name: 'object_id', type: 'varchar', length: 32, nullable: true })
  objectId!: string | null;

  @Column({ name: 'object_name', type: 'varchar', length: 255, nullable: true })
  objectName!: string | null;

  /** JSON, as text: what is hashed must come back as it was written, which a JSON column does not promise. */
  @Column({ type: 'mediumtext', nullable: true })
  changes!: string | null;

  @Column({ name: 'item_count', type: 'int', nullable: true })
  itemCount!: number | null;

  /** Its place in the chain, from 1 on without gaps; null until the chain takes it up. */
  @Column({ type: 'bigint', nullable: true })
  position!: string | null;

  /** SHA-256 of the hash before it and of what the entry says; null as long as the position is. */
  @Column({ type: 'binary', length: 32, nullable: true })
  hash!: Buffer | null;
}
