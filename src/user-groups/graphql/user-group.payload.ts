import { Field, ID } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { changePayloads } from '../../graphql/errors/change-payloads.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { UserGroup } from './user-group.type.js';

export const groupPayload = changePayloads('userGroup', UserGroup);

export const UserGroupCreatePayload = groupPayload.type(
  'UserGroupCreatePayload',
  'What came of a creation.',
  'The new group. Null when there are user errors.',
);

export const UserGroupUpdatePayload = groupPayload.type(
  'UserGroupUpdatePayload',
  'What came of an update.',
  'The group after the change; on VERSION_CONFLICT, the group as it is now. Null when there are other user errors.',
);

@PlainObject('UserGroupDeletePayload', 'What came of a deletion.')
export class UserGroupDeletePayload {
  @NullableField(() => ID, 'Id of the deleted group. Null when there are user errors.')
  deletedId!: string | null;

  @NullableField(() => UserGroup, 'On VERSION_CONFLICT, the group as it is now. Null otherwise.')
  userGroup!: UserGroup | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

export const ChannelAssignmentSetPayload = groupPayload.type(
  'ChannelAssignmentSetPayload',
  'What came of an assignment.',
  'The group with its channels; on VERSION_CONFLICT, the group as it is now. Null when there are other user errors.',
);
