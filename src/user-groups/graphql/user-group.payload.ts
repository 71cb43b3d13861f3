import { Field, ID, ObjectType } from 'type-graphql';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { UserGroup } from './user-group.type.js';

@ObjectType('UserGroupCreatePayload', { simpleResolvers: true, description: 'What came of a creation.' })
export class UserGroupCreatePayload {
  @Field(() => UserGroup, { nullable: true, description: 'The new group. Null when there are user errors.' })
  userGroup!: UserGroup | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('UserGroupUpdatePayload', { simpleResolvers: true, description: 'What came of an update.' })
export class UserGroupUpdatePayload {
  @Field(() => UserGroup, {
    nullable: true,
    description:
      'The group after the change; on VERSION_CONFLICT, the group as it is now. Null when there are other user errors.',
  })
  userGroup!: UserGroup | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('UserGroupDeletePayload', { simpleResolvers: true, description: 'What came of a deletion.' })
export class UserGroupDeletePayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the deleted group. Null when there are user errors.',
  })
  deletedId!: string | null;

  @Field(() => UserGroup, {
    nullable: true,
    description: 'On VERSION_CONFLICT, the group as it is now. Null otherwise.',
  })
  userGroup!: UserGroup | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('ChannelAssignmentSetPayload', {
  simpleResolvers: true,
  description: 'What came of an assignment.',
})
export class ChannelAssignmentSetPayload {
  @Field(() => UserGroup, {
    nullable: true,
    description:
      'The group with its channels; on VERSION_CONFLICT, the group as it is now. Null when there are other user errors.',
  })
  userGroup!: UserGroup | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
