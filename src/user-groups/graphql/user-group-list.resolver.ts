import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import type { ListArguments } from '../../graphql/pages/list.args.js';
import { readListPage } from '../../graphql/pages/read-list-page.js';
import type { UserGroupRepository } from '../storage/user-group.repository.js';
import type { UserGroupFilter } from '../storage/user-group-filter.js';
import type { UserGroupOrderField } from '../storage/user-group-list.js';
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
    @Args(() => UserGroupListArgs) args: ListArguments<UserGroupOrderField, UserGroupFilter>,
    @Ctx() context: GatewayContext,
  ): Promise<Connection<UserGroupData>> {
    return readListPage(this.repository, args, context, (request) => this.repository.page(request));
  }
}
