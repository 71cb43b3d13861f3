import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Scope } from '../access/scope.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-servers/delivery-server.js';
import type { DeliveryServerRepository } from '../delivery-servers/delivery-server.repository.js';
import { listOrder, placeOf } from '../delivery-servers/delivery-server-list.js';
import { filterProblems } from '../lists/filter-problems.js';
import { searchProblems } from '../lists/search.js';
import type { UserGroupRepository } from '../user-groups/user-group.repository.js';
import { Needs } from './access-check.js';
import { type Connection, connectionType } from './connection.js';
import type { GatewayContext } from './context.js';
import { DeliveryServer } from './delivery-server.type.js';
import { DeliveryServerListArgs } from './delivery-server-list.args.js';
import { fieldsBelow } from './fields-below.js';
import { cursorContent, placeIn } from './list-cursor.js';
import { preloadAssignments } from './preload-assignments.js';
import { readPage } from './read-page.js';

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
    @Ctx() { largestPage, inTurn }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<DeliveryServerData>> {
    const fields = fieldsBelow(info);
    const order = listOrder(orderBy);
    return readPage({
      page,
      largestPage,
      problems: [...searchProblems(search), ...filterProblems(filter)],
      cursorContent: (server) => cursorContent(order, placeOf(server, orderBy)),
      positionFrom: placeIn(order),
      read: async (slice) => {
        const servers = await this.repository.page({ search, filter, order: orderBy, slice, fields, inTurn });
        const isAssigned = fields.has('assignments') || fields.has('isAllocated');
        return isAssigned ? preloadAssignments(servers, this.userGroups, fields) : servers;
      },
      isAny: (slice) => this.repository.isAny({ search, filter, order: orderBy, slice, inTurn }),
      count: () => this.repository.count({ search, filter }, inTurn),
    });
  }
}
