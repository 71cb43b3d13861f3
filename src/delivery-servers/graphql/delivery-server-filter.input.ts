import { Field, ID, InputType } from 'type-graphql';
import {
  andDescription,
  filterDescription,
  notDescription,
  orDescription,
  TextFilter,
  TimeFilter,
} from '../../graphql/inputs/filter.input.js';
import { Channel } from '../../user-groups/user-group.js';
import { CheckKind, CheckStatus, DeliveryServerState, SmtpSecurity } from '../delivery-server.js';
import type { DeliveryServerFilter as DeliveryServerFilterData } from '../storage/delivery-server-filter.js';

@InputType('CheckFilter', { description: 'What one check of a delivery server found.' })
export class CheckFilter {
  @Field(() => CheckKind, { description: 'Which check.' })
  kind!: CheckKind;

  @Field(() => [CheckStatus], { description: 'It found one of these.' })
  status!: CheckStatus[];
}

@InputType('TagFilter', {
  description: 'Which tags a delivery server has, letter case aside. All that is given has to hold.',
})
export class TagFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'At least one of these. An empty list finds nothing.',
  })
  anyOf?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'All of these. An empty list asks for nothing.' })
  allOf?: string[] | null;
}

@InputType('DeliveryServerFilter', { description: `Which delivery servers to show. ${filterDescription}` })
export class DeliveryServerFilter implements DeliveryServerFilterData {
  @Field(() => TextFilter, { nullable: true, description: 'The display name.' })
  name?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'The SMTP host.' })
  host?: TextFilter | null;

  @Field(() => [SmtpSecurity], {
    nullable: true,
    description: 'The connection is protected in one of these ways. An empty list finds nothing.',
  })
  security?: SmtpSecurity[] | null;

  @Field(() => DeliveryServerState, {
    nullable: true,
    description: 'Whether mail may be sent through it. A pause whose end has come is over.',
  })
  state?: DeliveryServerState | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether any channel of a user group uses it.',
  })
  isAllocated?: boolean | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Used by this user group, such as `ug_5`. For a group that is not there nothing is found.',
  })
  userGroupId?: string | null;

  @Field(() => Channel, {
    nullable: true,
    description: 'Used for this channel: by the group of `userGroupId` if it is given, else by any group.',
  })
  channel?: Channel | null;

  @Field(() => [CheckStatus], {
    nullable: true,
    description: '`verification.status` is one of these. An empty list finds nothing.',
  })
  status?: CheckStatus[] | null;

  @Field(() => [CheckFilter], {
    nullable: true,
    description: 'What single checks found; all of these have to hold.',
  })
  checks?: CheckFilter[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was ever checked.' })
  wasChecked?: boolean | null;

  @Field(() => TimeFilter, { nullable: true, description: 'When it was last checked.' })
  lastCheckedAt?: TimeFilter | null;

  @Field(() => TagFilter, { nullable: true, description: 'The tags it has.' })
  tags?: TagFilter | null;

  @Field(() => [DeliveryServerFilter], { nullable: true, description: andDescription })
  and?: DeliveryServerFilter[] | null;

  @Field(() => [DeliveryServerFilter], { nullable: true, description: orDescription })
  or?: DeliveryServerFilter[] | null;

  @Field(() => DeliveryServerFilter, { nullable: true, description: notDescription })
  not?: DeliveryServerFilter | null;
}
