import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ChangeKind } from '../../events/change.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@ObjectType('UserGroupEvent', { simpleResolvers: true, description: 'One change of one user group.' })
export class UserGroupEvent {
  @Field(() => ID, {
    description: 'Names the event, such as `ev_123`. Subscribe again with it as `after` to miss nothing.',
  })
  id!: string;

  @Field(() => ChangeKind, { description: 'What happened.' })
  kind!: ChangeKind;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => ID, { description: 'The group that was changed, such as `ug_5`.' })
  userGroupId!: string;

  @Field(() => Int, {
    description: 'The version of the group after the change; the last one that it had if it is deleted.',
  })
  version!: number;

  rowId!: number;
}
