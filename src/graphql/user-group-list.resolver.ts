import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Scope } from '../access/scope.js';
import type { UserGroup as UserGroupData } from '../user-groups/user-group.js';
import type { UserGroupRepository } from '../user-groups/user-group.repository.js';
import { Needs } from './access-check.js';
import { type Connection, connectionType, namePosition, readPage } from './connection.js';
import type { GatewayContext } from './context.js';
import { PageArgs } from './page.args.js';
import { UserGroup } from './user-group.type.js';

const UserGroupConnection = connectionType(UserGroup, 'UserGroup', 'user group');

@Resolver()
export class UserGroupListResolver {
  constructor(private readonly repository: UserGroupRepository) {}

  @Needs(Scope.READ)
  @Query(() => UserGroupConnection, { description: 'All user groups, by name, page by page. Needs READ.' })
  userGroups(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { largestPage }: GatewayContext,
  ): Promise<Connection<UserGroupData>> {
    return readPage({
      first,
      after,
      largestPage,
      cursorContent: ({ name, legacyId }) => ({ name, rowId: legacyId }),
      positionFrom: namePosition,
      read: (position, limit) => this.repository.pageByName(position, limit),
      count: () => this.repository.count(),
    });
  }
}
