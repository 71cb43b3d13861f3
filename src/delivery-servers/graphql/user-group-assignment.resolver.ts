import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GatewayContext } from '../../graphql/context.js';
import type { GroupAssignment } from '../../user-groups/user-group.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import { DeliveryServer } from './delivery-server.type.js';
import { UserGroupAssignment } from './user-group-assignment.type.js';

@Resolver(() => UserGroupAssignment)
export class UserGroupAssignmentResolver {
  @FieldResolver(() => DeliveryServer, { description: 'The server that the channel uses.' })
  deliveryServer(
    @Root() { deliveryServerRowId }: GroupAssignment,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<DeliveryServerData | null> {
    return loaders.deliveryServer.load(deliveryServerRowId);
  }
}
