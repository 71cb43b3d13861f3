import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: how far the webhook is. Whoever changes it or `webhook_posts` holds it locked. */
@Entity({ name: 'webhook' })
export class WebhookEntity {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** The fingerprint of the URL that all of this is about; null before there was one. */
  @Column({ type: 'binary', length: 32, nullable: true })
  receiver!: Buffer | null;

  /** Events up to this one are in `webhook_posts`, if they are any of the webhook's. */
  @Column({ type: 'bigint', default: 0 })
  position!: string;

  /** Who is posting, until when nobody else does. */
  @Column({ name: 'gateway_id', type: 'char', length: 36, nullable: true })
  gatewayId!: string | null;

  @Column({ name: 'lease_until', type: 'datetime', precision: 3, nullable: true })
  leaseUntil!: Date | null;

  /** In a row. */
  @Column({ name: 'failed_attempts', type: 'int', default: 0 })
  failedAttempts!: number;

  /** Null for at once. */
  @Column({ name: 'next_attempt_at', type: 'datetime', precision: 3, nullable: true })
  nextAttemptAt!: Date | null;

  @Column({ name: 'last_attempt_at', type: 'datetime', precision: 3, nullable: true })
  lastAttemptAt!: Date | null;

  @Column({ name: 'last_status', type: 'int', nullable: true })
  lastStatus!: number | null;

  @Column({ name: 'last_error', type: 'varchar', length: 1000, nullable: true })
  lastError!: string | null;

  @Column({ name: 'last_delivered_at', type: 'datetime', precision: 3, nullable: true })
  lastDeliveredAt!: Date | null;

  @Column({ name: 'given_up', type: 'int', default: 0 })
  givenUp!: number;
}

/** What is yet to be posted, in the order of the events. */
@Entity({ name: 'webhook_posts' })
export class WebhookPostEntity {
  @PrimaryColumn({ name: 'event_id', type: 'bigint' })
  eventId!: string;

  @Column({ type: 'text' })
  body!: string;

  @Column({ name: 'occurred_at', type: 'datetime', precision: 3 })
  occurredAt!: Date;
}
