import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often, and when, one credential used one command of the legacy API. */
@Entity({ name: 'legacy_usage' })
export class LegacyUseEntity {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  command!: string;

  @PrimaryColumn({ name: 'credential_kind', type: 'enum', enum: ['API_KEY', 'ADMINISTRATOR'] })
  credentialKind!: string;

  @PrimaryColumn({ name: 'credential_id', type: 'int' })
  credentialId!: number;

  @Column({ name: 'credential_name', type: 'varchar', length: 255 })
  credentialName!: string;

  @Column({ type: 'bigint' })
  uses!: string;

  @Column({ name: 'first_used_at', type: 'datetime', precision: 3 })
  firstUsedAt!: Date;

  @Column({ name: 'last_used_at', type: 'datetime', precision: 3 })
  lastUsedAt!: Date;
}
