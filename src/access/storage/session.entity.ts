import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One sign-in, of an administrator or with an API key. The row goes when the session ends. */
@Entity({ name: 'sessions' })
@Index('sessions_by_hash', ['tokenHash'], { unique: true })
@Index('sessions_by_admin', ['adminId'])
@Index('sessions_by_api_key', ['apiKeyId'])
@Index('sessions_by_expiry', ['expiresAt'])
export class SessionEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash!: Buffer;

  @Column({ name: 'admin_id', type: 'int', nullable: true })
  @ForeignKey('admins', { name: 'sessions_admin', onDelete: 'CASCADE' })
  adminId!: number | null;

  @Column({ name: 'api_key_id', type: 'int', nullable: true })
  @ForeignKey('api_keys', { name: 'sessions_api_key', onDelete: 'CASCADE' })
  apiKeyId!: number | null;

  @Column({ name: 'expires_at', type: 'datetime', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;
}
