import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** How many failures count against something at present: a leaky bucket, which is empty at a time. */
@Entity({ name: 'sign_in_failures' })
@Index('sign_in_failures_by_end', ['emptyAt'])
export class SignInFailuresEntity {
  /** A fingerprint of what is counted: user names that somebody tries may be passwords in the wrong field. */
  @PrimaryColumn({ type: 'binary', length: 32 })
  id!: Buffer;

  /** After which time one failure counts no more. */
  @Column({ name: 'interval_milliseconds', type: 'int' })
  intervalMilliseconds!: number;

  /** No more than so many count. */
  @Column({ type: 'int' })
  burst!: number;

  /** By the clock of the database. */
  @Column({ name: 'empty_at', type: 'datetime', precision: 3 })
  emptyAt!: Date;
}

/** A network from which an administrator signed in. */
@Entity({ name: 'sign_in_networks' })
export class SignInNetworkEntity {
  @PrimaryColumn({ name: 'admin_id', type: 'int' })
  @ForeignKey('admins', { name: 'sign_in_networks_admin', onDelete: 'CASCADE' })
  adminId!: number;

  /** Its fingerprint. */
  @PrimaryColumn({ type: 'binary', length: 32 })
  network!: Buffer;

  @Column({ name: 'last_signed_in_at', type: 'datetime', precision: 3 })
  lastSignedInAt!: Date;
}
