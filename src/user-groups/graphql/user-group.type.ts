import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Node } from '../../graphql/nodes/node.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import type { UserGroup as UserGroupData } from '../user-group.js';

@ObjectType('UserGroup', {
  implements: Node,
  simpleResolvers: true,
  description: 'A group of users who send mail. Each of its channels uses at most one delivery server.',
})
export class UserGroup extends Node implements UserGroupData {
  @Field(() => ID, { description: 'Globally unique, such as `ug_5`.' })
  override id!: string;

  @Field(() => Int, { description: 'The number that the legacy API calls `UserGroupID`.' })
  legacyId!: number;

  @Field(() => Int, {
    description: 'Counts changes of the group and of its channels, from 1. Give it as `expectedVersion`.',
  })
  version!: number;

  @Field(() => String, { description: 'Display name. Several groups may share one.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it, or one of its channels, was last changed.' })
  updatedAt!: Date;
}
