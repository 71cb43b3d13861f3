import { Column, Entity, PrimaryColumn } from 'typeorm';
import { QuotaPurpose } from './verification-quota.js';

/** How much of a kind a credential has had in its present window, at all gateways. */
@Entity({ name: 'verification_quotas' })
export class VerificationQuotaEntity {
  @PrimaryColumn({ name: 'credential_kind', type: 'enum', enum: ['API_KEY', 'ADMINISTRATOR'] })
  credentialKind!: string;

  @PrimaryColumn({ name: 'credential_id', type: 'int' })
  credentialId!: number;

  @PrimaryColumn({ type: 'enum', enum: QuotaPurpose, default: QuotaPurpose.RUNS })
  purpose!: QuotaPurpose;

  @Column({ name: 'window_start', type: 'datetime', precision: 3 })
  windowStart!: Date;

  @Column({ type: 'int' })
  used!: number;
}
