import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { CredentialOrigin } from '../credential-origin.js';

/** A person who signs in with a user name and a password. */
@Entity({ name: 'admins' })
@Index('admins_by_username', ['username'], { unique: true })
export class AdminEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'int', default: 1 })
  version!: number;

  @Column({ type: 'varchar', length: 255, collation: 'utf8mb4_bin' })
  username!: string;

  /** argon2id in the PHC string format */
  @Column({ name: 'password_hash', type: 'varchar', length: 255 })
  passwordHash!: string;

  @Column({ name: 'first_name', type: 'varchar', length: 255, default: '' })
  firstName!: string;

  @Column({ name: 'last_name', type: 'varchar', length: 255, default: '' })
  lastName!: string;

  @Column({ name: 'email_address', type: 'varchar', length: 320, default: '' })
  emailAddress!: string;

  @Column({ type: 'enum', enum: CredentialOrigin, default: CredentialOrigin.CREATED })
  origin!: CredentialOrigin;

  @Column({ name: 'disabled_at', type: 'datetime', precision: 3, nullable: true })
  disabledAt!: Date | null;

  @Column({ name: 'last_signed_in_at', type: 'datetime', precision: 3, nullable: true })
  lastSignedInAt!: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}
