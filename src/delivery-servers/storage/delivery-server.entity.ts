import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import { VerificationSource } from '../delivery-server.js';

class SmtpColumns {
  @Column({ name: 'smtp_host', type: 'varchar', length: 255 })
  host!: string;

  @Column({ name: 'smtp_port', type: 'smallint', unsigned: true })
  port!: number;

  @Column({ name: 'smtp_security', type: 'enum', enum: SmtpSecurity })
  security!: SmtpSecurity;

  @Column({ name: 'smtp_timeout_seconds', type: 'int' })
  timeoutSeconds!: number;

  @Column({ name: 'smtp_auth_required', type: 'boolean' })
  authRequired!: boolean;

  @Column({ name: 'smtp_username', type: 'varchar', length: 512, nullable: true })
  username!: string | null;

  /** See `Sealer` for the format. */
  @Column({ name: 'smtp_password_sealed', type: 'mediumblob', nullable: true })
  passwordSealed!: Buffer | null;

  @Column({ name: 'smtp_password_updated_at', type: 'datetime', precision: 3, nullable: true })
  passwordUpdatedAt!: Date | null;
}

class DomainColumns {
  @Column({ name: 'link_tracking_domain', type: 'varchar', length: 255 })
  linkTracking!: string;

  @Column({ name: 'open_tracking_domain', type: 'varchar', length: 255 })
  openTracking!: string;

  @Column({ name: 'mail_from', type: 'varchar', length: 320 })
  mailFrom!: string;

  @Column({ name: 'enforced_from', type: 'varchar', length: 320, nullable: true })
  enforcedFrom!: string | null;

  @Column({ name: 'use_sender_info_as_mail_from', type: 'boolean', default: false })
  useSenderInfoAsMailFrom!: boolean;

  @Column({ name: 'use_sender_info_as_from', type: 'boolean', default: false })
  useSenderInfoAsFrom!: boolean;
}

class SenderRotationColumns {
  @Column({ name: 'sender_rotation_enabled', type: 'boolean', default: false })
  enabled!: boolean;

  @Column({ name: 'sender_rotation_settings', type: 'mediumtext', nullable: true })
  settings!: string | null;
}

class ExpectationColumns {
  @Column({ name: 'expected_sending_addresses', type: 'text', nullable: true })
  sendingAddresses!: string | null;

  @Column({ name: 'expected_dkim', type: 'mediumtext', nullable: true })
  dkim!: string | null;

  @Column({ name: 'expected_spf_include', type: 'varchar', length: 255, nullable: true })
  spfInclude!: string | null;

  @Column({ name: 'expected_sender_target', type: 'varchar', length: 255, nullable: true })
  senderTarget!: string | null;

  @Column({ name: 'expected_link_target', type: 'varchar', length: 255, nullable: true })
  linkTarget!: string | null;

  @Column({ name: 'expected_open_target', type: 'varchar', length: 255, nullable: true })
  openTarget!: string | null;
}

const checkStatus = { type: 'enum', enum: CheckStatus, default: CheckStatus.NOT_CHECKED } as const;

class VerificationColumns {
  @Column({ name: 'check_email_delivery', ...checkStatus })
  emailDelivery!: CheckStatus;

  @Column({ name: 'check_spf', ...checkStatus })
  spf!: CheckStatus;

  @Column({ name: 'check_dkim', ...checkStatus })
  dkim!: CheckStatus;

  @Column({ name: 'check_dmarc', ...checkStatus })
  dmarc!: CheckStatus;

  @Column({ name: 'check_sender_domain', ...checkStatus })
  senderDomain!: CheckStatus;

  @Column({ name: 'check_link_domain', ...checkStatus })
  linkDomain!: CheckStatus;

  @Column({ name: 'check_open_domain', ...checkStatus })
  openDomain!: CheckStatus;

  @Column({ name: 'check_last_checked_at', type: 'datetime', precision: 3, nullable: true })
  lastCheckedAt!: Date | null;

  @Column({ name: 'check_source', type: 'enum', enum: VerificationSource, nullable: true })
  source!: VerificationSource | null;

  /** Which of the checks this gateway made; the others that were made are reported. */
  @Column({ name: 'check_measured', type: 'set', enum: CheckKind, nullable: true })
  measured!: CheckKind[] | null;

  /** Of the certificate that the server showed when EMAIL_DELIVERY was last measured. */
  @Column({ name: 'certificate_expires_at', type: 'datetime', precision: 3, nullable: true })
  certificateExpiresAt!: Date | null;
}

class PauseColumns {
  @Column({ name: 'paused_at', type: 'datetime', precision: 3, nullable: true })
  since!: Date | null;

  @Column({ name: 'paused_until', type: 'datetime', precision: 3, nullable: true })
  until!: Date | null;

  @Column({ name: 'pause_reason', type: 'varchar', length: 500, nullable: true })
  reason!: string | null;
}

/** The table `delivery_servers`, for writing and for the drift check; reads go through the repository. */
@Entity({ name: 'delivery_servers' })
@Index('delivery_servers_by_name', ['name'])
@Index('delivery_servers_by_creation', ['createdAt'])
@Index('delivery_servers_by_update', ['updatedAt'])
@Index('delivery_servers_by_check', ['verification.lastCheckedAt'])
@Index('delivery_servers_by_certificate', ['verification.certificateExpiresAt'])
@Index('delivery_servers_by_interval', ['verifyEvery'])
@Index('delivery_servers_by_host', ['smtp.host', 'name'])
export class DeliveryServerEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'int', default: 1 })
  version!: number;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column(() => SmtpColumns, { prefix: false })
  smtp!: SmtpColumns;

  @Column(() => DomainColumns, { prefix: false })
  domains!: DomainColumns;

  @Column(() => SenderRotationColumns, { prefix: false })
  senderRotation!: SenderRotationColumns;

  @Column(() => ExpectationColumns, { prefix: false })
  expectations!: ExpectationColumns;

  @Column({ name: 'verify_every', type: 'varchar', length: 16, nullable: true })
  verifyEvery!: string | null;

  @Column(() => VerificationColumns, { prefix: false })
  verification!: VerificationColumns;

  @Column(() => PauseColumns, { prefix: false })
  pause!: PauseColumns;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}
