import { Field } from 'type-graphql';
import { PlainObject } from '../../graphql/decorators.js';
import { Channel, type ChannelAssignment as ChannelAssignmentData } from '../user-group.js';
import { UserGroup } from './user-group.type.js';

@PlainObject(
  'ChannelAssignment',
  'A user group that sends through a delivery server, and which of its channels do.',
)
export class ChannelAssignment implements ChannelAssignmentData {
  @Field(() => UserGroup, { description: 'The group.' })
  userGroup!: UserGroup;

  @Field(() => [Channel], { description: 'Its channels that use the server, in the order of `Channel`.' })
  channels!: Channel[];
}

/** `deliveryServer` is added by its resolver. */
@PlainObject('UserGroupAssignment', 'The delivery server that one channel of a user group uses.')
export class UserGroupAssignment {
  @Field(() => Channel, { description: 'The channel.' })
  channel!: Channel;

  deliveryServerRowId!: number;
}
