import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key that a caller gave to a write, with what came of it. */
@Entity({ name: 'idempotency_keys' })
@Index('idempotency_keys_by_creation', ['createdAt'])
export class IdempotencyKeyEntity {
  /** SHA-256 of the caller and the key. */
  @PrimaryColumn({ name: 'key_hash', type: 'binary', length: 32 })
  keyHash!: Buffer;

  /** See `createFingerprint`: an input may hold a password. */
  @Column({ name: 'input_fingerprint', type: 'binary', length: 32 })
  inputFingerprint!: Buffer;

  /** JSON; null only inside the transaction that is about to write it. */
  @Column({ type: 'mediumtext', nullable: true })
  answer!: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;
}
