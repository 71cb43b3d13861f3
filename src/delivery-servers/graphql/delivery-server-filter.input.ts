import { Field, ID, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import {
  andDescription,
  filterDescription,
  notDescription,
  orDescription,
  TextFilter,
  TimeFilter,
} from '../../graphql/inputs/filter.input.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import { Channel } from '../../user-groups/user-group.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { FindingCode } from '../../verification/finding-code.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import { DeliveryServerState } from '../delivery-server.js';
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
  @NullableField(() => [String], 'At least one of these. An empty list finds nothing.')
  anyOf?: string[] | null;

  @NullableField(() => [String], 'All of these. An empty list asks for nothing.')
  allOf?: string[] | null;
}

@InputType('DeliveryServerFilter', { description: `Which delivery servers to show. ${filterDescription}` })
export class DeliveryServerFilter implements DeliveryServerFilterData {
  @NullableField(() => TextFilter, 'The display name.')
  name?: TextFilter | null;

  @NullableField(() => TextFilter, 'The SMTP host.')
  host?: TextFilter | null;

  @NullableField(
    () => [SmtpSecurity],
    'The connection is protected in one of these ways. An empty list finds nothing.',
  )
  security?: SmtpSecurity[] | null;

  @NullableField(
    () => DeliveryServerState,
    'Whether mail may be sent through it. A pause whose end has come is over.',
  )
  state?: DeliveryServerState | null;

  @NullableField(() => Boolean, 'Whether any channel of a user group uses it.')
  isAllocated?: boolean | null;

  @NullableField(
    () => ID,
    'Used by this user group, such as `ug_5`. For a group that is not there nothing is found.',
  )
  userGroupId?: string | null;

  @NullableField(
    () => Channel,
    'Used for this channel: by the group of `userGroupId` if it is given, else by any group.',
  )
  channel?: Channel | null;

  @NullableField(() => [CheckStatus], '`verification.status` is one of these. An empty list finds nothing.')
  status?: CheckStatus[] | null;

  @NullableField(() => [CheckFilter], 'What single checks found; all of these have to hold.')
  checks?: CheckFilter[] | null;

  @NullableField(
    () => [FindingCode],
    'The newest results have at least one of these findings. Checks that were reported have none. An empty list finds nothing.',
  )
  findings?: FindingCode[] | null;

  @NullableField(() => Boolean, 'Whether it was ever checked.')
  wasChecked?: boolean | null;

  @NullableField(() => TimeFilter, 'When it was last checked.')
  lastCheckedAt?: TimeFilter | null;

  @NullableField(
    () => DateTime,
    'The certificate that its SMTP server last showed has expired before this time, or will have. Servers without one are not found.',
  )
  expiresBefore?: Date | null;

  @NullableField(() => TagFilter, 'The tags it has.')
  tags?: TagFilter | null;

  @NullableField(() => [DeliveryServerFilter], andDescription)
  and?: DeliveryServerFilter[] | null;

  @NullableField(() => [DeliveryServerFilter], orDescription)
  or?: DeliveryServerFilter[] | null;

  @NullableField(() => DeliveryServerFilter, notDescription)
  not?: DeliveryServerFilter | null;
}
