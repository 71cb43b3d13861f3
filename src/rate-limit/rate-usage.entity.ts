import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The points that one credential has used in one minute, at all gateways. */
@Entity({ name: 'rate_usage' })
export class RateUsageEntity {
  @PrimaryColumn({ name: 'window_start', type: 'datetime' })
  windowStart!: Date;

  @PrimaryColumn({ name: 'credential_kind', type: 'enum', enum: ['API_KEY', 'ADMINISTRATOR'] })
  credentialKind!: string;

  @PrimaryColumn({ name: 'credential_id', type: 'int' })
  credentialId!: number;

  @Column({ type: 'bigint' })
  used!: string;
}
