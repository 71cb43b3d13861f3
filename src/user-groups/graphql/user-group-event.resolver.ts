import { Field, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { ChangeSubject, type Event } from '../../events/change.js';
import { Needs } from '../../graphql/admission/access-check.js';
import { PlainObject } from '../../graphql/decorators.js';
import { AfterArg, ChangeEvent, IdsArg } from '../../graphql/subscriptions/change-event.type.js';
import { eventFields, followEvents } from '../../graphql/subscriptions/follow-events.js';
import { globalId } from '../../problems/global-id.js';
import type { UserGroupLoaders } from '../storage/user-group.loaders.js';
import type { UserGroup as UserGroupData } from '../user-group.js';
import { UserGroup } from './user-group.type.js';

@PlainObject('UserGroupEvent', 'One change of one user group.')
class UserGroupEvent extends ChangeEvent {
  @Field(() => ID, { description: 'The group that was changed, such as `ug_5`.' })
  userGroupId!: string;

  @Field(() => Int, {
    description: 'The version of the group after the change; the last one that it had if it is deleted.',
  })
  version!: number;
}

@Resolver(() => UserGroupEvent)
export class UserGroupEventResolver {
  constructor(private readonly groups: UserGroupLoaders) {}

  @Needs(Scope.READ)
  @Subscription(() => UserGroupEvent, {
    subscribe: followEvents(ChangeSubject.USER_GROUP, 'ug'),
    description:
      'Every change of a user group and of its channels, in the order in which changes took effect. Needs READ.',
  })
  userGroupChanged(
    @Root() event: Event,
    @IdsArg('groups') _ids: string[] | null | undefined,
    @AfterArg() _after: string | null | undefined,
  ): UserGroupEvent {
    return { ...eventFields(event), userGroupId: globalId('ug', event.rowId) };
  }

  @FieldResolver(() => UserGroup, {
    nullable: true,
    description:
      'The group as it is when the event is told, maybe newer than the event; null when it is gone.',
  })
  userGroup(@Root() { rowId }: UserGroupEvent): Promise<UserGroupData | null> {
    return this.groups.userGroup.load(rowId);
  }
}
