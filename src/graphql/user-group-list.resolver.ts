import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Scope } from '../access/scope.js';
import { filterProblems } from '../lists/filter-problems.js';
import { searchProblems } from '../lists/search.js';
import type { UserGroup as UserGroupData } from '../user-groups/user-group.js';
import type { UserGroupRepository } from '../user-groups/user-group.repository.js';
import { listOrder, placeOf } from '../user-groups/user-group-list.js';
import { Needs } from './access-check.js';
import { type Connection, connectionType } from './connection.js';
import type { GatewayContext } from './context.js';
import { cursorContent, placeIn } from './list-cursor.js';
import { readPage } from './read-page.js';
import { UserGroup } from './user-group.type.js';
import { UserGroupListArgs } from './user-group-list.args.js';

const UserGroupConnection = connectionType(UserGroup, 'UserGroup', 'user group');

@Resolver()
export class UserGroupListResolver {
  constructor(private readonly repository: UserGroupRepository) {}

  @Needs(Scope.READ)
  @Query(() => UserGroupConnection, { description: 'The user groups in order, page by page. Needs READ.' })
  userGroups(
    @Args(() => UserGroupListArgs) { search, filter, orderBy, ...page }: UserGroupListArgs,
    @Ctx() { largestPage, inTurn }: GatewayContext,
  ): Promise<Connection<UserGroupData>> {
    const order = listOrder(orderBy);
    return readPage({
      page,
      largestPage,
      problems: [...searchProblems(search), ...filterProblems(filter)],
      cursorContent: (group) => cursorContent(order, placeOf(group, orderBy)),
      positionFrom: placeIn(order),
      read: (slice) => this.repository.page({ search, filter, order: orderBy, slice, inTurn }),
      isAny: (slice) => this.repository.isAny({ search, filter, order: orderBy, slice, inTurn }),
      count: () => this.repository.count({ search, filter }, inTurn),
    });
  }
}
