import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { cursorContent, placeIn } from '../../graphql/pages/list-cursor.js';
import { readPage } from '../../graphql/pages/read-page.js';
import { filterProblems } from '../../lists/filter-problems.js';
import { searchProblems } from '../../lists/search.js';
import type { UserGroupRepository } from '../storage/user-group.repository.js';
import { listOrder, placeOf } from '../storage/user-group-list.js';
import type { UserGroup as UserGroupData } from '../user-group.js';
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
    @Ctx() { maxPageSize, limitConcurrency }: GatewayContext,
  ): Promise<Connection<UserGroupData>> {
    const order = listOrder(orderBy);
    return readPage({
      page,
      maxPageSize,
      problems: [...searchProblems(search), ...filterProblems(filter, search)],
      cursorContent: (group) => cursorContent(order, placeOf(group, orderBy)),
      positionFrom: placeIn(order),
      read: (slice) => this.repository.page({ search, filter, order: orderBy, slice, limitConcurrency }),
      isAny: (slice) => this.repository.isAny({ search, filter, order: orderBy, slice, limitConcurrency }),
      count: () => this.repository.count({ search, filter }, limitConcurrency),
    });
  }
}
