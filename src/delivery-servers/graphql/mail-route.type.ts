import { Field } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { EmailAddress, Hostname } from '../../graphql/schema/scalars.js';
import { UserGroup } from '../../user-groups/graphql/user-group.type.js';
import { Channel } from '../../user-groups/user-group.js';
import { AddressSource, RouteStatus } from '../mail-route.js';
import { DeliveryServer } from './delivery-server.type.js';

@PlainObject(
  'RouteAddress',
  'An address as far as it is known: all of it, its domain alone, or only who decides on it.',
)
export class RouteAddress {
  @Field(() => AddressSource, { description: 'Who decides on it.' })
  source!: AddressSource;

  @NullableField(() => EmailAddress, 'The whole address. Null when only whoever sends can know it.')
  address!: string | null;

  @NullableField(() => Hostname, 'Its domain. Null when that is not known either.')
  domain!: string | null;
}

@PlainObject('Route', 'The way that mail of one channel of a user group takes, and why.')
export class MailRoute {
  @Field(() => UserGroup, { description: 'The group.' })
  userGroup!: UserGroup;

  @Field(() => Channel, { description: 'Its channel.' })
  channel!: Channel;

  @Field(() => RouteStatus, { description: 'Whether mail can go.' })
  status!: RouteStatus;

  @NullableField(
    () => DeliveryServer,
    'The server that the channel uses, also when it is paused. Null when none is assigned.',
  )
  deliveryServer!: DeliveryServer | null;

  @NullableField(() => RouteAddress, 'Where bounces go (SMTP MAIL FROM). Null without a server.')
  mailFrom!: RouteAddress | null;

  @NullableField(() => RouteAddress, 'The From address that recipients see. Null without a server.')
  from!: RouteAddress | null;

  @Field(() => [String], {
    description: 'Why it is so, in sentences for people, the most important one first.',
  })
  explanation!: string[];
}
