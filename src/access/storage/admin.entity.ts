import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A person who signs in with a user name and a password. */
@Entity({ name: 'admins' })
@Index('admins_by_username', ['username'], { unique: true })
export class AdminEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

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

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}
