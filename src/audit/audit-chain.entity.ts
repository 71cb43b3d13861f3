import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: whoever adds entries to the chain or removes them holds it locked, so only one gateway at a time does. */
@Entity({ name: 'audit_chain' })
export class AuditChainEntity {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** The newest entry that is linked; 0 before there is any. */
  @Column({ type: 'bigint', default: 0 })
  position!: string;

  @Column({ type: 'binary', length: 32 })
  hash!: Buffer;

  /** The last entry that was removed for its age, which the chain now begins after; 0 when none was. */
  @Column({ name: 'anchor_position', type: 'bigint', default: 0 })
  anchorPosition!: string;

  @Column({ name: 'anchor_hash', type: 'binary', length: 32 })
  anchorHash!: Buffer;
}
