import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One row for each tag of a server. */
@Entity({ name: 'delivery_server_tags' })
@Index('delivery_server_tags_by_tag', ['tag', 'deliveryServerId'])
export class DeliveryServerTagEntity {
  @PrimaryColumn({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'delivery_server_tags_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;

  @PrimaryColumn({ type: 'varchar', length: 50, collation: 'utf8mb4_bin', charset: 'utf8mb4' })
  tag!: string;
}
