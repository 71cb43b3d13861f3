import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../access/scope.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-servers/delivery-server.js';
import { rowIdFromGlobalId } from '../global-id.js';
import type { ChannelAssignment as ChannelAssignmentData } from '../user-groups/user-group.js';
import { Needs } from './access-check.js';
import type { GatewayContext } from './context.js';
import { DeliveryServer } from './delivery-server.type.js';
import { Preloadable, UsualLength } from './field-marks.js';
import { fieldsBelow } from './fields-below.js';
import { ChannelAssignment } from './user-group.type.js';

@Resolver(() => DeliveryServer)
export class DeliveryServerResolver {
  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server with this id, or null. Needs READ.',
  })
  deliveryServer(
    @Arg('id', () => ID, { description: 'Such as `ds_123`.' }) id: string,
    @Ctx() { loaders }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> | null {
    const rowId = rowIdFromGlobalId('ds', id);
    return rowId === null ? null : loaders.deliveryServerWith(fieldsBelow(info)).load(rowId);
  }

  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server that the legacy API calls by this number, or null. Needs READ.',
  })
  deliveryServerByLegacyId(
    @Arg('legacyId', () => Int, { description: '`DeliveryServerID` of the legacy API.' }) legacyId: number,
    @Ctx() { loaders }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> {
    return loaders.deliveryServerWith(fieldsBelow(info)).load(legacyId);
  }

  @Preloadable()
  @UsualLength(5)
  @FieldResolver(() => [ChannelAssignment], {
    description: 'The user groups that send through it, by `legacyId`, each with its channels.',
  })
  assignments(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<ChannelAssignmentData[]> {
    return loaders.assignmentsOfServer.load(legacyId);
  }

  @Preloadable()
  @FieldResolver(() => Boolean, { description: 'Whether at least one channel of a user group uses it.' })
  async isAllocated(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<boolean> {
    return (await loaders.assignmentsOfServer.load(legacyId)).length > 0;
  }

  @Preloadable()
  @FieldResolver(() => [String], { description: 'Labels of your own, in alphabetical order.' })
  tags(@Root() { legacyId }: DeliveryServerData, @Ctx() { loaders }: GatewayContext): Promise<string[]> {
    return loaders.tagsOfServer.load(legacyId);
  }
}
