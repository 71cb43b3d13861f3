import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GatewayContext } from '../../graphql/context.js';
import { UserGroupAssignment } from '../../user-groups/graphql/channel-assignment.type.js';
import type { GroupAssignment } from '../../user-groups/user-group.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import { DeliveryServer } from './delivery-server.type.js';

@Resolver(() => UserGroupAssignment)
export class UserGroupAssignmentResolver {
  constructor(private readonly servers: DeliveryServerLoaders) {}

  @FieldResolver(() => DeliveryServer, { description: 'The server that the channel uses.' })
  deliveryServer(
    @Root() { deliveryServerRowId }: GroupAssignment,
    @Ctx() { sight }: GatewayContext,
  ): Promise<DeliveryServerData | null> {
    return this.servers.deliveryServer(sight).load(deliveryServerRowId);
  }
}
