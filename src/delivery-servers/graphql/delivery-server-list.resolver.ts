import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { cursorContent, placeIn } from '../../graphql/pages/list-cursor.js';
import { readPage } from '../../graphql/pages/read-page.js';
import { selectedFields } from '../../graphql/schema/selected-fields.js';
import { filterProblems } from '../../lists/filter-problems.js';
import { searchProblems } from '../../lists/search.js';
import type { UserGroupRepository } from '../../user-groups/storage/user-group.repository.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerRepository } from '../storage/delivery-server.repository.js';
import { listOrder, placeOf } from '../storage/delivery-server-list.js';
import { DeliveryServer } from './delivery-server.type.js';
import { DeliveryServerListArgs } from './delivery-server-list.args.js';
import { preloadAssignments } from './preload-assignments.js';

const DeliveryServerConnection = connectionType(DeliveryServer, 'DeliveryServer', 'delivery server');

@Resolver()
export class DeliveryServerListResolver {
  constructor(
    private readonly repository: DeliveryServerRepository,
    private readonly userGroups: UserGroupRepository,
  ) {}

  @Needs(Scope.READ)
  @Query(() => DeliveryServerConnection, { description: 'The servers in order, page by page. Needs READ.' })
  deliveryServers(
    @Args(() => DeliveryServerListArgs) { search, filter, orderBy, ...page }: DeliveryServerListArgs,
    @Ctx() { maxPageSize, limitConcurrency }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<DeliveryServerData>> {
    const fields = selectedFields(info);
    const order = listOrder(orderBy);
    return readPage({
      page,
      maxPageSize,
      problems: [...searchProblems(search), ...filterProblems(filter, search)],
      cursorContent: (server) => cursorContent(order, placeOf(server, orderBy)),
      positionFrom: placeIn(order),
      read: async (slice) => {
        const servers = await this.repository.page({
          search,
          filter,
          order: orderBy,
          slice,
          fields,
          limitConcurrency,
        });
        const isAssigned = fields.has('assignments') || fields.has('isAllocated');
        return isAssigned ? preloadAssignments(servers, this.userGroups, fields) : servers;
      },
      isAny: (slice) => this.repository.isAny({ search, filter, order: orderBy, slice, limitConcurrency }),
      count: () => this.repository.count({ search, filter }, limitConcurrency),
    });
  }
}
