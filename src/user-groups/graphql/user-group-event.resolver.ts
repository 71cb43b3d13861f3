import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { ChangeSubject } from '../../events/change.js';
import type { Event } from '../../events/event.js';
import { Needs } from '../../graphql/admission/access-check.js';
import { eventFields, followEvents } from '../../graphql/subscriptions/follow-events.js';
import { globalId } from '../../problems/global-id.js';
import type { UserGroupLoaders } from '../storage/user-group.loaders.js';
import type { UserGroup as UserGroupData } from '../user-group.js';
import { UserGroup } from './user-group.type.js';
import { UserGroupEvent } from './user-group-event.type.js';

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
    @Arg('ids', () => [ID], {
      nullable: true,
      description: 'Only these groups, at most 100; all if left out.',
    })
    _ids: string[] | null | undefined,
    @Arg('after', () => ID, {
      nullable: true,
      description: 'The last event that you have seen: begins with the next one. From now on if left out.',
    })
    _after: string | null | undefined,
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
