import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which key the database belongs to: one row, from the first start on. */
@Entity({ name: 'secrets_keys' })
export class SecretsKeyEntity {
  /** Always 1. */
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** See `Sealer`: it says nothing of the key. */
  @Column({ name: 'key_id', type: 'binary', length: 4 })
  keyId!: Buffer;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;
}
