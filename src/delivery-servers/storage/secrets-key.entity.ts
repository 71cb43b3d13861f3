import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which keys the database belongs to: at least one row from the first start on, see `claimDatabase`. */
@Entity({ name: 'secrets_keys' })
export class SecretsKeyEntity {
  /** In the order in which they came; 1 is that of the first start. */
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** See `Sealer`: it says nothing of the key. */
  @Column({ name: 'key_id', type: 'binary', length: 4 })
  keyId!: Buffer;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' })
  createdAt!: Date;
}
