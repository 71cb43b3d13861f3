import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One sign-in of an administrator. The row goes when the session ends. */
@Entity({ name: 'sessions' })
@Index('sessions_by_hash', ['tokenHash'], { unique: true })
@Index('sessions_by_admin', ['adminId'])
@Index('sessions_by_expiry', ['expiresAt'])
export class SessionEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash!: Buffer;

  @Column({ name: 'admin_id', type: 'int' })
  @ForeignKey('admins', { name: 'sessions_admin', onDelete: 'CASCADE' })
  adminId!: number;

  @Column({ name: 'expires_at', type: 'datetime', precision: 3 })
  expiresAt!: Date;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;
}
