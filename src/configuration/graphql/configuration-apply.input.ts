import { Field, ID, InputType, Int } from 'type-graphql';
import { NewDeliveryServer } from '../../delivery-servers/graphql/delivery-server-create.input.js';
import { ChangedDeliveryServer } from '../../delivery-servers/graphql/delivery-server-update.input.js';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import { Channel } from '../../user-groups/user-group.js';

const onlyIfNameIsNewDescription =
  'Whether it is VERSION_CONFLICT when there is another one of exactly this name by then, which the input neither changes nor deletes.';

@InputType('ConfigurationPauseInput', { description: 'Why and for how long a server is not to be used.' })
class ConfigurationPauseInput {
  @NullableField(() => String, 'What it is paused for, up to 500 characters.')
  reason?: string | null;

  @NullableField(() => DateTime, 'When the pause ends by itself; in the future. Null: when somebody ends it.')
  until?: Date | null;
}

@InputType('ConfigurationServerCreateInput', { description: 'A delivery server to create.' })
class ConfigurationServerCreateInput extends NewDeliveryServer {
  @NullableField(() => ConfigurationPauseInput, 'Left out or null: it is enabled.')
  pause?: ConfigurationPauseInput | null;

  @Field(() => Boolean, { defaultValue: false, description: onlyIfNameIsNewDescription })
  onlyIfNameIsNew!: boolean;
}

@InputType('ConfigurationServerUpdateInput', {
  description: 'Changes of a delivery server: what is left out stays as it is.',
})
class ConfigurationServerUpdateInput extends ChangedDeliveryServer {
  @NullableField(() => ConfigurationPauseInput, 'The pause that it is to have. Null ends one.')
  pause?: ConfigurationPauseInput | null;
}

@InputType('ConfigurationServerDeleteInput', { description: 'A delivery server to delete.' })
class ConfigurationServerDeleteInput extends targetInput('The server, such as `ds_123`.') {}

@InputType('ConfigurationChannelInput', {
  description: 'The server that a channel is to use; with neither an id nor a position it is free.',
})
class ConfigurationChannelInput {
  @Field(() => Channel, { description: 'The channel of the group.' })
  channel!: Channel;

  @NullableField(() => ID, 'A server that there is, such as `ds_123`.')
  deliveryServerId?: string | null;

  @NullableField(() => Int, 'A server of the same input: its position in `serversToCreate`, from 0.')
  serverToCreate?: number | null;
}

@InputType('ConfigurationGroupCreateInput', { description: 'A user group to create.' })
class ConfigurationGroupCreateInput {
  @Field(() => String, { description: 'Display name, one line of up to 255 characters.' })
  name!: string;

  @Field(() => [ConfigurationChannelInput], { defaultValue: [], description: 'What its channels use.' })
  channels!: ConfigurationChannelInput[];

  @Field(() => Boolean, { defaultValue: false, description: onlyIfNameIsNewDescription })
  onlyIfNameIsNew!: boolean;
}

@InputType('ConfigurationGroupUpdateInput', {
  description: 'Changes of a user group: what is left out stays as it is.',
})
class ConfigurationGroupUpdateInput extends targetInput('The group to change, such as `ug_5`.') {
  @NullableField(() => String, 'Display name, one line of up to 255 characters. Cannot be cleared.')
  name?: string | null;

  @Field(() => [ConfigurationChannelInput], { defaultValue: [], description: 'The channels that change.' })
  channels!: ConfigurationChannelInput[];
}

@InputType('ConfigurationGroupDeleteInput', { description: 'A user group to delete.' })
class ConfigurationGroupDeleteInput extends targetInput('The group, such as `ug_5`.') {}

@InputType('ConfigurationApplyInput', {
  description: 'Delivery servers and user groups that become different together; at most 1,000 of all kinds.',
})
export class ConfigurationApplyInput {
  @Field(() => [ConfigurationServerCreateInput], { defaultValue: [], description: 'New servers.' })
  serversToCreate!: ConfigurationServerCreateInput[];

  @Field(() => [ConfigurationServerUpdateInput], { defaultValue: [], description: 'Servers to change.' })
  serversToUpdate!: ConfigurationServerUpdateInput[];

  @Field(() => [ConfigurationServerDeleteInput], {
    defaultValue: [],
    description: 'Servers to delete. Each channel that uses one has to be freed in the same input.',
  })
  serversToDelete!: ConfigurationServerDeleteInput[];

  @Field(() => [ConfigurationGroupCreateInput], { defaultValue: [], description: 'New groups.' })
  userGroupsToCreate!: ConfigurationGroupCreateInput[];

  @Field(() => [ConfigurationGroupUpdateInput], { defaultValue: [], description: 'Groups to change.' })
  userGroupsToUpdate!: ConfigurationGroupUpdateInput[];

  @Field(() => [ConfigurationGroupDeleteInput], {
    defaultValue: [],
    description: 'Groups to delete; servers stay.',
  })
  userGroupsToDelete!: ConfigurationGroupDeleteInput[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Only tell what would happen: the same answer, but nothing is changed.',
  })
  dryRun!: boolean;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
