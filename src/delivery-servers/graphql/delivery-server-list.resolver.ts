import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import type { ListArguments } from '../../graphql/pages/list.args.js';
import { readListPage } from '../../graphql/pages/read-list-page.js';
import { selectedFields } from '../../graphql/schema/selected-fields.js';
import type { UserGroupRepository } from '../../user-groups/storage/user-group.repository.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerRepository } from '../storage/delivery-server.repository.js';
import type { DeliveryServerFilter } from '../storage/delivery-server-filter.js';
import type { DeliveryServerOrderField } from '../storage/delivery-server-list.js';
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
    @Args(() => DeliveryServerListArgs) args: ListArguments<DeliveryServerOrderField, DeliveryServerFilter>,
    @Ctx() context: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<DeliveryServerData>> {
    const fields = selectedFields(info);
    return readListPage(this.repository, args, context, async (request) => {
      const servers = await this.repository.page({ ...request, fields });
      const isAssigned = fields.has('assignments') || fields.has('isAllocated');
      return isAssigned ? preloadAssignments(servers, this.userGroups, context.sight, fields) : servers;
    });
  }
}
