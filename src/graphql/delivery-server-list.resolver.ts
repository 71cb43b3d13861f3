import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Scope } from '../access/scope.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-servers/delivery-server.js';
import type { DeliveryServerRepository } from '../delivery-servers/delivery-server.repository.js';
import { positionOf } from '../delivery-servers/delivery-server-list.js';
import type { UserGroupRepository } from '../user-groups/user-group.repository.js';
import { Needs } from './access-check.js';
import { type Connection, connectionType, readPage } from './connection.js';
import type { GatewayContext } from './context.js';
import { DeliveryServer } from './delivery-server.type.js';
import { byName, DeliveryServerOrder } from './delivery-server-order.input.js';
import { cursorContent, placeInOrder } from './list-cursor.js';
import { PageArgs } from './page.args.js';
import { preloadAssignments } from './preload-assignments.js';
import { selects } from './selects.js';

const DeliveryServerConnection = connectionType(DeliveryServer, 'DeliveryServer', 'delivery server');

@Resolver()
export class DeliveryServerListResolver {
  constructor(
    private readonly repository: DeliveryServerRepository,
    private readonly userGroups: UserGroupRepository,
  ) {}

  @Needs(Scope.READ)
  @Query(() => DeliveryServerConnection, { description: 'All servers in order, page by page. Needs READ.' })
  deliveryServers(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('orderBy', () => DeliveryServerOrder, { defaultValue: byName, description: 'By name unless told.' })
    order: DeliveryServerOrder,
    @Ctx() { largestPage }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<DeliveryServerData>> {
    const withAssignments = selects(info, ['assignments', 'isAllocated']);
    return readPage({
      first,
      after,
      largestPage,
      cursorContent: (server) => cursorContent(order, positionOf(server, order)),
      positionFrom: (content) => placeInOrder(order, content),
      read: async (position, limit) => {
        const servers = await this.repository.page({ order, after: position, limit });
        return withAssignments ? preloadAssignments(servers, this.userGroups) : servers;
      },
      count: () => this.repository.count(),
    });
  }
}
