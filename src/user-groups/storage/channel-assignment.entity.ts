import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Channel } from '../user-group.js';

/** One row for each channel of a group that has a delivery server. */
@Entity({ name: 'channel_assignments' })
@Index('channel_assignments_by_server', ['deliveryServerId'])
export class ChannelAssignmentEntity {
  @PrimaryColumn({ name: 'user_group_id', type: 'int' })
  @ForeignKey('user_groups', { name: 'channel_assignments_group', onDelete: 'CASCADE' })
  userGroupId!: number;

  @PrimaryColumn({ type: 'enum', enum: Channel })
  channel!: Channel;

  @Column({ name: 'delivery_server_id', type: 'int' })
  @ForeignKey('delivery_servers', { name: 'channel_assignments_server', onDelete: 'CASCADE' })
  deliveryServerId!: number;
}
