import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How much a credential has had verified in its present window, at all gateways. */
@Entity({ name: 'verification_quotas' })
export class VerificationQuotaEntity {
  @PrimaryColumn({ name: 'credential_kind', type: 'enum', enum: ['API_KEY', 'ADMINISTRATOR'] })
  credentialKind!: string;

  @PrimaryColumn({ name: 'credential_id', type: 'int' })
  credentialId!: number;

  @Column({ name: 'window_start', type: 'datetime', precision: 3 })
  windowStart!: Date;

  @Column({ type: 'int' })
  used!: number;
}
