import { Field, ID, InputType, Int } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { Channel } from '../user-group.js';

@InputType('UserGroupCreateInput', { description: 'A new user group.' })
export class UserGroupCreateInput {
  @Field(() => String, { description: 'Display name, one line of up to 255 characters. Need not be unique.' })
  name!: string;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('UserGroupUpdateInput', {
  description: 'Changes of a user group: what is left out stays as it is.',
})
export class UserGroupUpdateInput extends targetInput('The group to change, such as `ug_5`.') {
  @NullableField(() => String, 'Display name, one line of up to 255 characters. Cannot be cleared.')
  name?: string | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('UserGroupDeleteInput', { description: 'A user group to delete.' })
export class UserGroupDeleteInput extends targetInput('The group, such as `ug_5`.') {
  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('ChannelAssignmentSetInput', { description: 'Which delivery server a channel of a group uses.' })
export class ChannelAssignmentSetInput {
  @Field(() => ID, { description: 'The group, such as `ug_5`.' })
  userGroupId!: string;

  @Field(() => Channel, { description: 'The channel of the group.' })
  channel!: Channel;

  @NullableField(
    () => ID,
    'The server that the channel is to use, such as `ds_123`. Null, or left out, frees the channel.',
  )
  deliveryServerId?: string | null;

  @NullableField(
    () => Int,
    'The `version` of the group that you last saw. On a mismatch nothing happens: VERSION_CONFLICT.',
  )
  expectedVersion?: number | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
